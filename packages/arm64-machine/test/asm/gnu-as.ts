import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ObjectCode } from '../../src/image/index.js';
import { readObject } from '../../src/image/index.js';

const tool = (name: string): string => `aarch64-linux-gnu-${name}`;

export function inDirectory<T>(body: (directory: string) => T): T {
  const directory = mkdtempSync(join(tmpdir(), 'tracelab-asm-'));
  try {
    return body(directory);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** The ELF object that GNU as makes of a source. */
export function gnuObjectFile(source: string): Uint8Array {
  return inDirectory((directory) => {
    const file = join(directory, 'source.s');
    writeFileSync(file, source);
    execFileSync(tool('as'), ['-march=armv8.5-a', '-o', join(directory, 'source.o'), file], { stdio: 'pipe' });
    return new Uint8Array(readFileSync(join(directory, 'source.o')));
  });
}

/** The bytes of a section of an ELF file, as objcopy extracts them. */
export function gnuSection(file: Uint8Array, name: string): Uint8Array {
  return inDirectory((directory) => {
    const [input, output] = [join(directory, 'input.o'), join(directory, 'output.bin')];
    writeFileSync(input, file);
    execFileSync(tool('objcopy'), [
      '-O',
      'binary',
      `--set-section-flags=${name}=alloc,load,contents`,
      '-j',
      name,
      input,
      output,
    ]);
    return new Uint8Array(readFileSync(output));
  });
}

/** `offset type symbol + addend` of the relocations of each section, as readelf lists them. */
export function gnuRelocations(file: Uint8Array): Record<string, string[]> {
  const bySection: Record<string, string[]> = {};
  let current: string[] = [];
  for (const line of readelf(file, '-rW').split('\n')) {
    const section = /^Relocation section '\.rela(.*)'/.exec(line)?.[1];
    if (section) current = bySection[section] = [];
    const entry = /^([\da-f]{16})\s+[\da-f]+\s+(R_\w+)\s+[\da-f]{16}\s+(\S+) ([+-]) ([\da-f]+)$/.exec(line);
    if (!entry) continue;
    const [, offset, type, symbol, sign, addend] = entry;
    current.push(
      relocationLine(parseInt(offset!, 16), type!, symbol!, BigInt(`0x${addend}`) * (sign === '-' ? -1n : 1n)),
    );
  }
  return bySection;
}

/** The same of our object. */
export function ourRelocations({ sections }: ObjectCode): Record<string, string[]> {
  return Object.fromEntries(
    sections
      .filter(({ relocations }) => relocations.length > 0)
      .map(({ name, relocations }) => [
        name,
        relocations.map(({ offset, type, symbol, addend }) => relocationLine(offset, type, symbol, addend)),
      ]),
  );
}

const relocationLine = (offset: number, type: string, symbol: string, addend: bigint): string =>
  `${offset.toString(16)} ${type} ${symbol} ${addend < 0n ? '-' : '+'} ${(addend < 0n ? -addend : addend).toString(16)}`;

export function readelf(file: Uint8Array, ...options: string[]): string {
  return inDirectory((directory) => {
    const input = join(directory, 'input.o');
    writeFileSync(input, file);
    return execFileSync(tool('readelf'), [...options, input], { encoding: 'utf8' });
  });
}

/** What GNU as makes of a source, read by our ELF reader. */
export function gnuAssemble(source: string): ObjectCode {
  return readObject(gnuObjectFile(source), 'gnu');
}
