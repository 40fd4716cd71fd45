import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { oracle } from '@tracelab/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { kernelConfig } from '@tracelab/kernel';
import { kernelBtf, printHeader, readObject, triggerObject } from '../src/index.js';
import { CLANG_AND_LIBBPF } from './clang.js';

const programs = fileURLToPath(new URL('../../../programs/', import.meta.url));
const modules = fileURLToPath(new URL('../src/programs/', import.meta.url));
const sources = readdirSync(programs).filter((file) => file.endsWith('.bpf.c'));
const HINT = 'run npm run programs -w @tracelab/bpf';

test('the embedded object is the one in programs/', () => {
  expect(Buffer.from(triggerObject).equals(readFileSync(join(programs, 'trigger.bpf.o'))), HINT).toBe(true);
});

test('programs/vmlinux.h is what the kernel has', () => {
  const header = readFileSync(join(programs, 'vmlinux.h'), 'utf8');
  expect(header === printHeader(kernelBtf()), 'run npx tracelab btf vmlinux > programs/vmlinux.h').toBe(true);
});

oracle(...CLANG_AND_LIBBPF)('programs/*.bpf.o', () => {
  let fresh: string;
  beforeAll(() => {
    fresh = mkdtempSync(join(tmpdir(), 'tracelab-programs-'));
    execFileSync(process.execPath, [join(programs, 'build.mjs'), '--out', fresh]);
  });
  afterAll(() => rmSync(fresh, { recursive: true }));

  test.each(sources)('%s agrees with its object', (source) => {
    const object = source.replace(/\.c$/, '.o');
    const [committed, compiled] = [readFileSync(join(programs, object)), readFileSync(join(fresh, object))];
    if (compilerOf(committed) === compilerOf(compiled)) {
      expect(compiled.equals(committed), HINT).toBe(true);
      return;
    }
    // Another clang may lay out debug information in another way; what the kernel sees must be the same.
    const kernel = { btf: kernelBtf(), address: () => 0n, config: kernelConfig };
    expect(readObject(compiled, kernel), HINT).toEqual(readObject(committed, kernel));
  });

  test.each(readdirSync(modules).filter((file) => file.endsWith('.generated.ts')))('%s agrees with its object', (module) => {
    const object = module.replace('.generated.ts', '.bpf.o');
    if (!readFileSync(join(programs, object)).equals(readFileSync(join(fresh, object)))) return;
    expect(readFileSync(join(modules, module), 'utf8'), HINT).toBe(readFileSync(join(fresh, module), 'utf8'));
  });
});

/** DW_AT_producer: `Debian clang version 14.0.6`. */
function compilerOf(object: Buffer): string | undefined {
  return /[\x20-\x7e]*clang version [\x20-\x7e]*/.exec(object.toString('latin1'))?.[0];
}
