import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** Compiles `name.c` with the tiny library to a static executable, and hands its path to `use` before it is deleted. */
export function withProgram<T>(name: string, architecture: string, use: (path: string, file: Uint8Array) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'tracelab-program-'));
  try {
    const path = join(folder, name);
    execFileSync('aarch64-linux-gnu-gcc', [
      '-O2',
      '-Wall',
      '-Wextra',
      '-Werror',
      `-march=${architecture}`,
      '-mno-outline-atomics',
      '-mgeneral-regs-only',
      '-ffreestanding',
      '-fno-stack-protector',
      '-fno-pie',
      '-no-pie',
      '-static',
      '-nostdlib',
      '-Wl,--build-id=none',
      // Pages of 4 KiB make small files; the machine has no others.
      '-Wl,-z,max-page-size=4096',
      '-o',
      path,
      here(`${name}.c`),
      here('tiny.c'),
      here('start.s'),
    ]);
    return use(path, readFileSync(path));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
