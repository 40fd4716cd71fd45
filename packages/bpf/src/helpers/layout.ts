import { array, at, bytes, ptr, struct, u32, u64 } from '@tracelab/arm64-machine';

/** kernel/time: how the counter is read and made nanoseconds, twice, so that a reader always finds one that is not being written. */
export const TkRead = struct('tk_read_base', {
  clock: ptr,
  mask: u64,
  cycleLast: u64,
  mult: u32,
  shift: u32,
  xtimeNsec: u64,
  base: u64,
  baseReal: u64,
});
export const TkFast = struct('tk_fast', { seq: u32, base: at(8, bytes(2 * TkRead.structSize, 8)) });

/** lib/random32.c */
export const RndState = struct('rnd_state', { s: array(u32, 4) });

/** The members of struct cred that helpers read. */
export const Cred = struct('cred', { usage: u32, uid: u32, gid: u32 }, 176);

/** A line of trace_printk in the trace buffer; its text follows, with the end of the string. */
export const TracePrintkEntry = struct('bpf_trace_printk_entry', { ts: u64, pid: u32, cpu: u32 });
