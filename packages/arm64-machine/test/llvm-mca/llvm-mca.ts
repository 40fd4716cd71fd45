import { execFileSync } from 'node:child_process';

/** Total cycles that llvm-mca gives each of several texts for so many iterations. */
export function llvmMca(texts: readonly string[], iterations: number): number[] {
  const input = texts.map((text, i) => `# LLVM-MCA-BEGIN block${i}\n${text}\n# LLVM-MCA-END\n`).join('');
  const output = execFileSync(
    'llvm-mca',
    ['-mtriple=aarch64', '-mcpu=cortex-a72', `-iterations=${iterations}`, '-mattr=+crc'],
    { input, encoding: 'utf8', stdio: ['pipe', 'pipe', 'pipe'] },
  );
  return [...output.matchAll(/^Total Cycles: +(\d+)$/gm)].map(([, cycles]) => Number(cycles));
}

/** Cycles of one more iteration: the slope between two lengths, so that filling the pipeline does not count. */
export function llvmMcaPerIteration(texts: readonly string[], iterations: number): number[] {
  const short = llvmMca(texts, iterations);
  return llvmMca(texts, 2 * iterations).map((long, i) => (long - short[i]!) / iterations);
}
