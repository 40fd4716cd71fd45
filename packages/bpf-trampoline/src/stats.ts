import { encode } from '@tracelab/arm64-machine';
import type { Kernel } from '@tracelab/kernel';
import { STATS_KEYS } from './routines/enter-exit.js';

const word = (mnemonic: string, operands: string, pc: bigint): number => encode(mnemonic, operands, { pc, evaluate: BigInt }).word;

/**
 * kernel.bpf_stats_enabled: runs and their time are counted in each program's bpf_prog_stats. The static key is a NOP, or a
 * branch to what reads the clock.
 *
 * @throws Error where it is so already
 */
export function setBpfStats(kernel: Kernel, enabled: boolean): void {
  for (const key of STATS_KEYS) {
    const at = kernel.symbols.lookup(key);
    const branch = word('b', String(kernel.symbols.lookup(`${key}_on`)), at);
    const nop = word('nop', '', at);
    if (enabled) kernel.patchText(at, nop, branch);
    else kernel.patchText(at, branch, nop);
  }
}
