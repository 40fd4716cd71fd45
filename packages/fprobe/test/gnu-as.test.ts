import { assemble } from '@tracelab/arm64-machine';
import { oracle } from '@tracelab/testing';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fprobe } from '../src/index.js';

/** The .text that GNU as makes of a source. */
function gnuText(source: string): Uint8Array {
  const directory = mkdtempSync(join(tmpdir(), 'fprobe-'));
  const [input, object, text] = ['in.s', 'out.o', 'text'].map((file) => join(directory, file)) as [string, string, string];
  try {
    writeFileSync(input, `${source}\n`);
    execFileSync('aarch64-linux-gnu-as', ['-march=armv8.3-a', '-o', object, input]);
    execFileSync('aarch64-linux-gnu-objcopy', ['-O', 'binary', '--only-section=.text', object, text]);
    return readFileSync(text);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

oracle('aarch64-linux-gnu-as', 'aarch64-linux-gnu-objcopy')('GNU as', () => {
  const routines = [fprobe.off, fprobe.on].flatMap(({ id, routines = [] }) => routines.map(({ name, text }) => ({ id, name, text })));
  test.each(routines)('makes the same bytes of $name, $id', ({ name, text }) => {
    const source = `${name}:\n${text}`;
    const ours = assemble(source, { name }).sections.find((section) => section.name === '.text')!;
    expect(Buffer.from(ours.bytes)).toEqual(gnuText(source));
  });
});
