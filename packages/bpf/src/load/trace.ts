import { TracePrintkEntry } from '../helpers/layout.js';
import type { Ringbuf } from '../map/ringbuf.js';

/** One call of bpf_trace_printk(). */
export interface TraceLine {
  /** Nanoseconds of the kernel's clock. */
  readonly time: bigint;
  readonly pid: number;
  readonly cpu: number;
  /** As it was formatted, with its line end if it has one. */
  readonly text: string;
}

/** Lines since the last call, oldest first. A full buffer loses new ones. */
export function readTrace(buffer: Ringbuf): TraceLine[] {
  return buffer.drain().map((record) => {
    const view = new DataView(record.buffer, record.byteOffset, record.byteLength);
    const text = record.subarray(TracePrintkEntry.structSize);
    const end = text.indexOf(0);
    return {
      time: view.getBigUint64(TracePrintkEntry.ts.offset, true),
      pid: view.getUint32(TracePrintkEntry.pid.offset, true),
      cpu: view.getUint32(TracePrintkEntry.cpu.offset, true),
      text: new TextDecoder().decode(end < 0 ? text : text.subarray(0, end)),
    };
  });
}
