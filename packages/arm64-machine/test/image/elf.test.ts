import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inDirectory, oracle } from '@tracelab/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { assemble } from '../../src/asm/index.js';
import {
  ElfError,
  link,
  loadExecutable,
  readElf,
  readObject,
  writeElf,
  type Image,
  type Layout,
} from '../../src/image/index.js';
import { readelf } from '../asm/gnu-as.js';

const kernelish = link(
  [
    assemble(`
        .globl  start, table
        .type   start, %function
start:  stp     x29, x30, [sp, #-16]!
        bl      local
        ldp     x29, x30, [sp], #16
local:  ret
        .size   start, . - start
        .data
        .type   table, %object
table:  .quad   start
        .size   table, 8`),
  ],
  {
    sections: [
      { name: '.text', address: 0xffff_8000_0801_0000n, perms: 'rx' },
      { name: '.data', address: 0xffff_8000_0900_0010n, perms: 'rw' },
    ],
    absolutes: { FREGS_SIZE: 112 },
  },
);

describe('writeElf', () => {
  test('what it writes, loadExecutable reads', () => {
    const { entry, ...image } = loadExecutable(writeElf(kernelish, { entry: 'start' }));
    expect(entry).toBe(0xffff_8000_0801_0000n);
    expect(image.segments).toEqual(kernelish.segments);
    expect(image.symbols.entries()).toEqual(kernelish.symbols.entries());
  });

  oracle('aarch64-linux-gnu-readelf', 'aarch64-linux-gnu-objdump')('binutils', () => {
    test('readelf finds sections, segments and symbols, and nothing to warn of', () => {
      const text = readelf(writeElf(kernelish), '-hlSsW').replaceAll(/ +/g, ' ');
      expect(text).toContain('Type: EXEC (Executable file)');
      expect(text).toContain('.text PROGBITS ffff800008010000 001000 000010 00 AX 0 0 4');
      expect(text).toContain('.data PROGBITS ffff800009000010 001010 000008 00 WA 0 0 4');
      expect(text).toContain('LOAD 0x001000 0xffff800008010000 0xffff800008010000 0x000010 0x000010 R E 0x1000');
      expect(text).toContain('ffff800008010000 16 FUNC GLOBAL DEFAULT 1 start');
      expect(text).toContain('ffff800009000010 8 OBJECT GLOBAL DEFAULT 2 table');
      expect(text).toContain('0000000000000070 0 NOTYPE GLOBAL DEFAULT ABS FREGS_SIZE');
      expect(text).not.toMatch(/warning|error/i);
    });

    test('objdump disassembles it with its symbols', () => {
      const listing = inDirectory((directory) => {
        const file = join(directory, 'image.elf');
        writeFileSync(file, writeElf(kernelish));
        return execFileSync('aarch64-linux-gnu-objdump', ['-d', file], { encoding: 'utf8' });
      });
      expect(listing).toContain('ffff800008010000 <start>:');
      expect(listing).toMatch(/ffff800008010004:\s+94000002 \s+bl\s+ffff80000801000c <local>/);
    });
  });

  oracle('gdb-multiarch')('gdb', () => {
    test('opens it and finds symbols by address', () => {
      const text = inDirectory((directory) => {
        const file = join(directory, 'image.elf');
        writeFileSync(file, writeElf(kernelish));
        return execFileSync(
          'gdb-multiarch',
          ['-nx', '-batch', '-ex', 'info symbol 0xffff800008010008', '-ex', 'x/i start', file],
          { encoding: 'utf8' },
        );
      });
      expect(text).toContain('start + 8 in section .text');
      expect(text).toMatch(/<start>:\s+stp\s+x29, x30, \[sp, #-16\]!/);
    });
  });

  oracle('qemu-aarch64')('qemu', () => {
    test('runs it as a process', () => {
      const process = link(
        [
          assemble(`
        .globl _start
_start: adrp    x1, greeting
        add     x1, x1, :lo12:greeting
        mov     x0, #1
        mov     x2, #6
        mov     x8, #64         // write
        svc     #0
        mov     x0, #0
        mov     x8, #93         // exit
        svc     #0
        .section .rodata
greeting: .ascii "hello\\n"`),
        ],
        {
          sections: [
            { name: '.text', address: 0x40_0000n, perms: 'rx' },
            { name: '.rodata', address: 0x50_0000n, perms: 'r' },
          ],
        },
      );
      const output = inDirectory((directory) => {
        const file = join(directory, 'hello');
        writeFileSync(file, writeElf(process, { entry: '_start' }), { mode: 0o755 });
        return execFileSync('qemu-aarch64', [file], { encoding: 'utf8' });
      });
      expect(output).toBe('hello\n');
    });
  });
});

oracle('aarch64-linux-gnu-gcc', 'aarch64-linux-gnu-ld')('objects of a compiler', () => {
  const source = `
    extern long outside(long);
    static long table[4] = { 1, 2, 3, 4 };
    long counter = 5, *pointer = &table[2];
    static long (*const calls[2])(long) = { outside, outside };
    __attribute__((noinline)) static long twice(long x) { return 2 * x + counter++; }
    long _start(long i) {
      switch (i) {
        case 0: return twice(i); case 1: return outside(*pointer); case 2: return calls[i & 1](3);
        case 3: return twice(table[i]); case 4: return 7; case 5: return counter; case 6: table[0] = i;
      }
      return table[i & 3] + *pointer;
    }`;
  const other = 'long outside(long x) { return x ^ 0x123456789; }';

  test('are linked to the same bytes as by GNU ld', () => {
    inDirectory((directory) => {
      const path = (name: string): string => join(directory, name);
      const objects = [
        ['main', source],
        ['other', other],
      ].map(([name, text]) => {
        writeFileSync(path(`${name}.c`), text!);
        execFileSync('aarch64-linux-gnu-gcc', [
          '-O2',
          '-c',
          '-ffreestanding',
          '-fno-pic',
          '-fno-pie',
          '-fno-asynchronous-unwind-tables',
          '-fno-unwind-tables',
          '-o',
          path(`${name}.o`),
          path(`${name}.c`),
        ]);
        return readObject(new Uint8Array(readFileSync(path(`${name}.o`))), `${name}.o`);
      });
      execFileSync('aarch64-linux-gnu-ld', ['-static', '-o', path('out'), path('main.o'), path('other.o')], {
        stdio: 'pipe',
      });
      const file = new Uint8Array(readFileSync(path('out')));
      const theirs = readElf(file);
      const sections = theirs.sections
        .filter(({ flags, type }) => flags & 2 && type !== 8)
        .map(({ name, address }) => ({ name, address, perms: 'r' }));
      const ours = link(objects, { sections } satisfies Layout);
      for (const { name, bytes } of ours.segments) {
        expect(Buffer.from(bytes).toString('hex')).toBe(Buffer.from(theirs.section(name)!.bytes).toString('hex'));
      }
      expect(ours.segments.map(({ name }) => name)).toContain('.text');
      const loaded = loadExecutable(file);
      expect(loaded.symbols.lookup('counter')).toBe(ours.symbols.lookup('counter'));
      expect(loaded.symbols.at(loaded.entry)).toEqual({ name: '_start', offset: 0 });
    });
  });
});

describe('readElf refuses', () => {
  const good = writeElf(kernelish as Image);
  const header = new DataView(good.buffer);
  const sectionHeaders = Number(header.getBigUint64(40, true));
  const changed = (...changes: [offset: number, size: 1 | 2 | 4 | 8, value: bigint][]): Uint8Array => {
    const file = good.slice();
    const view = new DataView(file.buffer);
    for (const [offset, size, value] of changes) {
      for (let i = 0; i < size; i++) view.setUint8(offset + i, Number((value >> BigInt(8 * i)) & 0xffn));
    }
    return file;
  };
  const size = good.length;

  test.each<[string, Uint8Array, string]>([
    ['another format', new TextEncoder().encode('#!/bin/sh'), 'not an ELF file: it does not start with 7f 45 4c 46'],
    ['a file cut in the header', good.slice(0, 40), 'truncated: the ELF header is bytes 0..64 of a file of 40'],
    [
      'a file cut before the section headers',
      good.slice(0, size - 1),
      `truncated: the table of 6 section headers is bytes ${sectionHeaders}..${size} of a file of ${size - 1}`,
    ],
    ['32 bits', changed([4, 1, 1n]), 'a 32-bit little-endian ELF file: only 64-bit little-endian ones are read'],
    ['big-endian', changed([5, 1, 2n]), 'a 64-bit big-endian ELF file: only 64-bit little-endian ones are read'],
    ['section headers of another size', changed([58, 2, 40n]), 'the ELF header: e_shentsize is 40, not 64'],
    ['names in a section that is not there', changed([62, 2, 9n]), 'the ELF header: e_shstrndx 9 of 6 sections'],
    [
      'a section outside of the file',
      changed([sectionHeaders + 64 + 32, 8, 0x10_0000n]),
      `truncated: section 1 is bytes 4096..${4096 + 0x10_0000} of a file of ${size}`,
    ],
    [
      'an offset beyond any file',
      changed([sectionHeaders + 64 + 24, 8, 1n << 60n]),
      'section header 1: sh_offset 0x1000000000000000 is beyond any file',
    ],
    [
      'a name outside of the names',
      changed([sectionHeaders + 64, 4, 500n]),
      'the name of section 1: no string at 500 of a string table of 39 bytes',
    ],
    [
      'half a symbol',
      changed([sectionHeaders + 3 * 64 + 32, 8, 25n]),
      'section ".symtab": 25 bytes are no multiple of the 24 of an entry',
    ],
    [
      'symbols without names',
      changed([sectionHeaders + 3 * 64 + 40, 4, 1n]),
      'section ".symtab": its names are in section 1, which is no string table',
    ],
  ])('%s', (_, file, message) => {
    expect(() => readElf(file)).toThrow(new ElfError(message));
  });

  test('a file for another machine, or of another type', () => {
    expect(() => loadExecutable(changed([18, 2, 62n]))).toThrow(
      'ELF of type 2 for machine 62: a static executable (2, linked with -static -no-pie) for AArch64 (183) is needed',
    );
    expect(() => readObject(good, 'a.o')).toThrow(
      'a.o: ELF of type 2 for machine 183: a relocatable object (1) for AArch64 (183) is needed',
    );
  });
});

test('whatever the bytes, readElf gives a file or an ElfError', () => {
  const object = writeElf(kernelish, { entry: 'start' });
  const change = fc.tuple(fc.nat(object.length - 1), fc.constantFrom(0, 1, 2, 0x7f, 0x80, 0xff));
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 8 }), fc.nat(object.length), (changes, size) => {
      const file = object.slice(0, changes.length > 4 ? size : undefined);
      for (const [offset, value] of changes) if (offset < file.length) file[offset] = value;
      try {
        const elf = readElf(file);
        for (const section of elf.sections) elf.relocations(section);
      } catch (error) {
        if (!(error instanceof ElfError)) throw error;
        expect(error.message).not.toContain('\n');
      }
    }),
    // Fixed, so that a run repeats; a failure prints it with the path to the smallest counterexample.
    { seed: Number(process.env['TRACELAB_SEED'] ?? 20221), numRuns: 2000 },
  );
});
