import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assemble } from '@tracelab/arm64-machine';
import { ftraceRegs } from '@tracelab/ftrace-regs';
import { oracle } from '@tracelab/testing';
import { expect, test } from 'vitest';
import { ftraceCoreParts, opsDirect } from '../src/index.js';
import { combinations } from './tracing-kernel.js';

function textOf(source: string): Buffer {
  const dir = mkdtempSync(join(tmpdir(), 'ops-direct-'));
  try {
    const at = (name: string): string => join(dir, name);
    writeFileSync(at('a.s'), source);
    execFileSync('aarch64-linux-gnu-as', ['-march=armv8.3-a', '-o', at('a.o'), at('a.s')]);
    execFileSync('aarch64-linux-gnu-objcopy', ['-O', 'binary', '-j', '.text', at('a.o'), at('a.bin')]);
    return readFileSync(at('a.bin'));
  } finally {
    rmSync(dir, { recursive: true });
  }
}

oracle('aarch64-linux-gnu-as', 'aarch64-linux-gnu-objcopy')('GNU as agrees', () => {
  test.each(combinations)('with ftrace-regs $regs, ops-direct $ops', ({ regs, ops }) => {
    const parts = [ftraceCoreParts, opsDirect[ops], ftraceRegs[regs]];
    const routines = parts.flatMap((part) => part.routines ?? []);
    const source = [
      ...parts.map((part) => part.macros ?? ''),
      ...routines.map(({ name, text }) => `\t.globl ${name}\n${name}:\n${text}`),
      '',
    ].join('\n');
    const ours = assemble(source, { name: 'ftrace' }).sections.find(({ name }) => name === '.text')!;
    expect(Buffer.from(ours.bytes).toString('hex')).toBe(textOf(source).toString('hex'));
  });
});
