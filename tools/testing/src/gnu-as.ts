import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { oracle } from './oracle.js';

/** Runs `body` with an empty directory that is gone afterwards. */
export function inDirectory<T>(body: (directory: string) => T): T {
  const directory = mkdtempSync(join(tmpdir(), 'tracelab-'));
  try {
    return body(directory);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** The ELF object that GNU as makes of a source. @throws Error with the assembler's messages */
export function gnuObjectFile(source: string): Uint8Array {
  return inDirectory((directory) => {
    const [input, object] = [join(directory, 'source.s'), join(directory, 'source.o')];
    writeFileSync(input, source.endsWith('\n') ? source : `${source}\n`);
    execFileSync('aarch64-linux-gnu-as', ['-march=armv8.5-a', '-o', object, input], { stdio: 'pipe' });
    return new Uint8Array(readFileSync(object));
  });
}

/** The bytes of a section of an ELF file, as objcopy extracts them. */
export function gnuSection(file: Uint8Array, name: string): Uint8Array {
  return inDirectory((directory) => {
    const [input, output] = [join(directory, 'input.o'), join(directory, 'output.bin')];
    writeFileSync(input, file);
    const extract = ['-O', 'binary', `--set-section-flags=${name}=alloc,load,contents`, '-j', name];
    execFileSync('aarch64-linux-gnu-objcopy', [...extract, input, output]);
    return new Uint8Array(readFileSync(output));
  });
}

/** Whatever assembles a source to sections: the lab's assembler, which this package knows nothing of. */
export type Assemble = (source: string, options: { readonly name: string }) => {
  readonly sections: readonly { readonly name: string; readonly bytes: Uint8Array; readonly nobits: boolean }[];
};

/** One test per source: GNU as makes the same bytes of every section. */
export function testAgainstGnuAs(assemble: Assemble, sources: readonly { readonly name: string; readonly source: string }[]): void {
  oracle('aarch64-linux-gnu-as', 'aarch64-linux-gnu-objcopy')('GNU as makes the same bytes of', () => {
    test.each(sources)('$name', ({ name, source }) => {
      const gnu = gnuObjectFile(source);
      const sections = assemble(source, { name }).sections.filter(({ bytes, nobits }) => bytes.length > 0 && !nobits);
      expect(sections).not.toEqual([]);
      for (const section of sections) {
        expect(hexLines(section.bytes), section.name).toEqual(hexLines(gnuSection(gnu, section.name)));
      }
    });
  });
}

/** Sixteen bytes a line with their offset, so that a difference shows where it is. */
export function hexLines(bytes: Uint8Array): string[] {
  return Array.from({ length: Math.ceil(bytes.length / 16) }, (_, i) => {
    const line = Buffer.from(bytes.subarray(16 * i, 16 * (i + 1))).toString('hex');
    return `${(16 * i).toString(16).padStart(4, '0')}: ${line}`;
  });
}
