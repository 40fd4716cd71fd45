import { BpfArray, BpfMap, BpfProg } from '../layout.js';
import type { JitFeatures } from './features.js';
import { tailCallEntry, type Frame } from './frame.js';
import { TCC, x } from './registers.js';

/** MAX_TAIL_CALL_CNT of v6.1. */
export const MAX_TAIL_CALLS = 33;

const ARRAY = x(2);
const INDEX = x(3);
const TMP = 'x10';
const PROG = 'x11';

/**
 * emit_bpf_tail_call(): on to the program of that index behind its prologue, on this one's frame. Nothing happens where the
 * index is out of bounds, the slot empty, or the count used up.
 */
export function tailCall(out: string, frame: Frame, features: JitFeatures): string[] {
  const index = INDEX.replace('x', 'w');
  const bound = TMP.replace('x', 'w');
  return [
    `movz ${TMP}, #0x${BpfMap.maxEntries.offset.toString(16)}`,
    `ldr ${bound}, [${ARRAY}, ${TMP}]`,
    `mov ${index}, ${index}`,
    `cmp ${index}, ${bound}`,
    `b.hs ${out}`,
    `movz ${TMP}, #0x${MAX_TAIL_CALLS.toString(16)}`,
    `cmp ${TCC}, ${TMP}`,
    `b.hs ${out}`,
    `add ${TCC}, ${TCC}, #1`,
    `movz ${TMP}, #0x${BpfArray.value.offset.toString(16)}`,
    `add ${TMP}, ${ARRAY}, ${TMP}`,
    `lsl ${PROG}, ${INDEX}, #3`,
    `ldr ${PROG}, [${TMP}, ${PROG}]`,
    `cbz ${PROG}, ${out}`,
    `movz ${TMP}, #0x${BpfProg.bpfFunc.offset.toString(16)}`,
    `ldr ${TMP}, [${PROG}, ${TMP}]`,
    `add ${TMP}, ${TMP}, #${4 * tailCallEntry(features)}`,
    `add sp, sp, #${frame.stack}`,
    `br ${TMP}`,
    `${out}:`,
  ];
}
