import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gnuObjectFile, inDirectory } from '@tracelab/testing';
import type { ObjectCode } from '../../src/image/index.js';
import { readObject } from '../../src/image/index.js';

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
    return execFileSync('aarch64-linux-gnu-readelf', [...options, input], { encoding: 'utf8' });
  });
}

/** What GNU as makes of a source, read by our ELF reader. */
export function gnuAssemble(source: string): ObjectCode {
  return readObject(gnuObjectFile(source), 'gnu');
}
