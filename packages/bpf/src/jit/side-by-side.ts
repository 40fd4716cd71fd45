import type { JitFunction } from './jit.js';

const COLUMN = 36;

/** A function's BPF on the left, what it became on the right; one A64 instruction a line. */
export function sideBySide({ name, groups }: JitFunction): string {
  const lines = groups.flatMap(({ slot, bpf, a64 }) => {
    const left = slot === undefined ? bpf : `${String(slot).padStart(4)}: ${bpf}`;
    const rows = a64.length ? a64 : [''];
    return rows.map((line, index) => `${(index ? '' : left).padEnd(COLUMN)}${line}`.trimEnd());
  });
  return [`${name}:`, ...lines, ''].join('\n');
}
