import type { PipelineTrace, TraceInstruction } from '../pipeline-trace.js';

/** Addresses from here on are the kernel's: bit 55 selects TTBR1 (Arm ARM D5.2). */
const KERNEL = 1n << 55n;

/**
 * As `perf script --ns` prints samples with call chains: one for every instruction that cycles passed at, with those as its
 * period. A cycle is written as a nanosecond.
 */
export function perfScript(trace: PipelineTrace): string {
  const { rows, frames, instructions } = trace;
  /** Where each function stands that has called another: its last instruction. */
  const standsAt: (TraceInstruction | undefined)[] = frames.map(() => undefined);
  let now = 0;
  let text = '';
  for (const { instruction, frame, cycles } of rows) {
    standsAt[frame] = instructions[instruction]!;
    now += cycles;
    if (cycles === 0) continue;
    text += `tracelab     1 [000] ${seconds(now)}: ${String(cycles).padStart(10)} cycles: \n`;
    for (let at: number | null = frame; at !== null; at = frames[at]!.caller) {
      text += frameLine(frames[at]!.name, standsAt[at]);
    }
    text += '\n';
  }
  return text;
}

function frameLine(name: string, at: TraceInstruction | undefined): string {
  if (!at) return `\t${'0'.padStart(16)} ${name} ([unknown])\n`;
  const where = BigInt(at.address) & KERNEL ? '[kernel.kallsyms]' : 'user';
  return `\t${at.address.slice(2).padStart(16)} ${name}+0x${at.offset.toString(16)} (${where})\n`;
}

function seconds(cycles: number): string {
  const nanoseconds = String(cycles).padStart(10, '0');
  return `${nanoseconds.slice(0, -9).padStart(5)}.${nanoseconds.slice(-9)}`;
}
