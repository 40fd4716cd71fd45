import { writeSlots, type Slot } from '../insn/slot.js';
import type { JitFunction } from '../jit/index.js';
import {
  BPF_PROG_CALL_GET_FUNC_IP,
  BPF_PROG_JIT_REQUESTED,
  BPF_PROG_JITED,
  BPF_PROG_TYPE,
  BpfProg,
  BpfProgAux,
  BpfProgStats,
} from '../layout.js';
import type { BpfHost } from '../map/index.js';
import { ATTACH, type Attachment } from '../object/index.js';

/** What a struct bpf_prog is made of. */
export interface ProgParts {
  readonly attach: Attachment;
  /** As they are JITed. */
  readonly slots: readonly Slot[];
  /** The function that the program is; its subprograms stand by themselves. */
  readonly code: JitFunction;
  readonly tag: Uint8Array;
  /** Maps that it keeps. */
  readonly maps: number;
  /** It calls bpf_get_func_ip(), for which trampolines keep the function's address. */
  readonly callsGetFuncIp: boolean;
}

/** bpf_prog_alloc(), filled in: the addresses of struct bpf_prog and its struct bpf_prog_aux. */
export function allocateProg(host: BpfHost, { attach: { type, sleepable }, slots, code, tag, maps, callsGetFuncIp }: ProgParts): { prog: bigint; aux: bigint } {
  const { memory } = host;
  const prog = host.kzalloc(BpfProg.structSize + slots.length * 8);
  const aux = host.kzalloc(BpfProgAux.structSize);
  BpfProgAux.refcnt.write(memory, aux, 1);
  BpfProgAux.usedMapCnt.write(memory, aux, maps);
  BpfProgAux.sleepable.write(memory, aux, sleepable ? 1 : 0);
  BpfProg.pages.write(memory, prog, 1);
  BpfProg.flags.write(memory, prog, BPF_PROG_JITED | BPF_PROG_JIT_REQUESTED | (callsGetFuncIp ? BPF_PROG_CALL_GET_FUNC_IP : 0));
  BpfProg.type.write(memory, prog, BPF_PROG_TYPE[ATTACH[type].program]);
  BpfProg.expectedAttachType.write(memory, prog, ATTACH[type].expected);
  BpfProg.len.write(memory, prog, slots.length);
  memory.writeBytes(prog + BigInt(BpfProg.tag.offset), tag);
  BpfProg.stats.write(memory, prog, host.perCpuAlloc(BpfProgStats.structSize, 16));
  BpfProg.active.write(memory, prog, host.perCpuAlloc(4, 4));
  BpfProg.jitedLen.write(memory, prog, 4 * code.length);
  BpfProg.bpfFunc.write(memory, prog, code.address);
  BpfProg.aux.write(memory, prog, aux);
  memory.writeBytes(prog + BigInt(BpfProg.insnsi.offset), writeSlots(slots));
  return { prog, aux };
}
