import { readdirSync, readFileSync } from 'node:fs';
import { gnuObjectFile, gnuSection, hexLines, oracle } from '@tracelab/testing';
import { beforeAll, describe, expect, test } from 'vitest';
import { assemble } from '../../src/asm/index.js';
import { readObject, type ObjectCode } from '../../src/image/index.js';
import { gnuRelocations, ourRelocations } from './gnu-as.js';

const corpus = new URL('corpus/', import.meta.url);

oracle(
  'aarch64-linux-gnu-as',
  'aarch64-linux-gnu-objcopy',
  'aarch64-linux-gnu-readelf',
)('GNU as agrees on', () => {
  describe.each(readdirSync(corpus))('%s', (name) => {
    const source = readFileSync(new URL(name, corpus), 'utf8');
    let object: ObjectCode, gnu: Uint8Array;
    beforeAll(() => {
      object = assemble(source, { name });
      gnu = gnuObjectFile(source);
    });

    test('the bytes of every section', () => {
      const holding = object.sections.filter(({ bytes, nobits }) => bytes.length > 0 && !nobits);
      for (const section of holding) {
        expect({ name: section.name, bytes: hexLines(section.bytes) }).toEqual({
          name: section.name,
          bytes: hexLines(gnuSection(gnu, section.name)),
        });
      }
    });

    test('every relocation', () => {
      expect(ourRelocations(object)).toEqual(gnuRelocations(gnu));
    });

    test('flags, alignment and size of every section', () => {
      const shape = ({ sections }: ObjectCode) =>
        sections
          .filter(({ bytes }) => bytes.length > 0)
          .map(({ name, flags, align, nobits, bytes }) => ({ name, flags, align, nobits, size: bytes.length }))
          .sort((a, b) => (a.name < b.name ? -1 : 1));
      expect(shape(object)).toEqual(shape(readObject(gnu, name)));
    });

    test('every symbol', () => {
      const sorted = ({ symbols }: ObjectCode) => [...symbols].sort((a, b) => (a.name < b.name ? -1 : 1));
      expect(sorted(object)).toEqual(sorted(readObject(gnu, name)));
    });
  });
});
