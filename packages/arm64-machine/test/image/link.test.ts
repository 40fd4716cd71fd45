import { describe, expect, test } from 'vitest';
import { assemble } from '../../src/asm/index.js';
import { link, linkAt, LinkError, SymbolTable, type Layout } from '../../src/image/index.js';

const layout: Layout = {
  sections: [
    { name: '.text', address: 0xffff_8000_0801_0000n, perms: 'rx' },
    { name: '.data', address: 0xffff_8000_0900_0000n, perms: 'rw' },
  ],
};
const object = (name: string, source: string) => assemble(source, { name });

function words(bytes: Uint8Array): string[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: bytes.length >> 2 }, (_, i) =>
    view
      .getUint32(4 * i, true)
      .toString(16)
      .padStart(8, '0'),
  );
}

describe('link', () => {
  test("puts objects' sections of one name together, each aligned as it asks", () => {
    const image = link(
      [
        object('a', 'a: ret\n.data\n.byte 1'),
        object('b', '.align 4\n.globl b\n.type b, %function\nb: ret\n.size b, 4\n.data\n.align 3\nc: .byte 2'),
      ],
      layout,
    );
    expect(
      image.segments.map(({ name, address, bytes, perms }) => ({ name, address, size: bytes.length, perms })),
    ).toEqual([
      { name: '.text', address: 0xffff_8000_0801_0000n, size: 20, perms: 'rx' },
      { name: '.data', address: 0xffff_8000_0900_0000n, size: 9, perms: 'rw' },
    ]);
    expect(image.symbols.entries()).toEqual([
      { name: 'a', address: 0xffff_8000_0801_0000n, size: 0, kind: 'none' },
      { name: 'b', address: 0xffff_8000_0801_0010n, size: 4, kind: 'function' },
      { name: 'c', address: 0xffff_8000_0900_0008n, size: 0, kind: 'none' },
    ]);
  });

  test('completes calls, addresses and data', () => {
    const image = link(
      [
        object(
          'caller',
          `
        bl      callee
        adrp    x0, counter
        ldr     x1, [x0, #:lo12:counter]
        ldr     x2, [x0, #:lo12:OFFSET]
        .quad   callee, counter + 8
        .word   callee - .`,
        ),
        object(
          'callee',
          '.globl callee, counter\ncallee: b .Lself\n.Lself: ret\n.data\n.zero 16\ncounter: .quad .Lself',
        ),
      ],
      { ...layout, absolutes: { OFFSET: 24 } },
    );
    expect(words(image.segments[0]!.bytes)).toEqual([
      '94000009', // bl +36
      '90007f80', // adrp +0xff0 pages
      'f9400801', // [x0, #16]
      'f9400c02', // [x0, #24]
      '08010024',
      'ffff8000',
      '09000018',
      'ffff8000',
      '00000004',
      '14000001',
      'd65f03c0',
    ]);
    expect(words(image.segments[1]!.bytes).slice(4)).toEqual(['08010028', 'ffff8000']);
    expect(image.symbols.lookup('OFFSET')).toBe(24n);
  });

  test('keeps the places that depend on addresses, by rising address', () => {
    const { relocationSites } = link([object('a', 'bl f\nnop\nadrp x0, f\n.globl f\nf: ret')], layout);
    expect(relocationSites).toEqual([
      { address: 0xffff_8000_0801_0000n, type: 'R_AARCH64_CALL26', symbol: 'f' },
      { address: 0xffff_8000_0801_0008n, type: 'R_AARCH64_ADR_PREL_PG_HI21', symbol: 'f' },
    ]);
  });

  test("a definition overrides another object's weak one, and a weak reference may stay undefined", () => {
    const image = link(
      [object('weak', '.weak f, nowhere\nf: ret\n.data\n.quad f, nowhere'), object('strong', '.globl f\nf: nop')],
      layout,
    );
    expect(image.symbols.lookup('f')).toBe(0xffff_8000_0801_0004n);
    expect(words(image.segments[1]!.bytes)).toEqual(['08010004', 'ffff8000', '00000000', '00000000']);
  });

  test("local symbols of one name are each object's own", () => {
    const image = link([object('a', 'l: b l'), object('b', 'b: nop\nl: b b\n.data\n.quad l')], layout);
    expect(words(image.segments[1]!.bytes)[0]).toBe('08010008');
    expect(image.symbols.lookup('l')).toBe(0xffff_8000_0801_0000n);
  });

  test("external symbols are found, and are not the image's", () => {
    const image = link([object('a', 'bl printk')], { ...layout, externals: { printk: 0xffff_8000_0801_0100n } });
    expect(words(image.segments[0]!.bytes)).toEqual(['94000040']);
    expect(image.symbols.tryLookup('printk')).toBeUndefined();
  });
});

test.each<[string, [name: string, source: string][], Partial<Layout>, string]>([
  [
    'an undefined symbol names the place',
    [['vmlinux', 'f: nop\nbl missing\nbl missing']],
    {},
    'vmlinux: f+0x4: undefined symbol "missing"',
  ],
  [
    'a symbol that two objects define',
    [
      ['a.o', '.globl f\nf: nop'],
      ['b.o', '.globl f\nf: nop'],
    ],
    {},
    'symbol "f" is defined by a.o and by b.o',
  ],
  [
    'a symbol that the layout defines, too',
    [['a.o', '.globl f\nf: nop']],
    { absolutes: { f: 1 } },
    'symbol "f" is defined by the layout\'s absolutes and by a.o',
  ],
  [
    'a target out of reach names the limits',
    [['a.o', 'f: nop\nb.eq far']],
    { externals: { far: 0xffff_8000_0811_0004n } },
    'a.o: f+0x4: "far": R_AARCH64_CONDBR19: 0x100000 is out of reach: -0x100000..0xffffc',
  ],
  [
    'data that an address does not fit into',
    [['a.o', '.data\nd: .word d']],
    {},
    'a.o: d+0x0: ".data": R_AARCH64_ABS32: -0x7ffff7000000 is out of reach: -0x80000000..0xffffffff',
  ],
  [
    'a section without a place',
    [['a.o', '.section .init.text, "ax"\nnop']],
    {},
    'a.o: section ".init.text" has no place in the layout: it has .text, .data',
  ],
  [
    'sections that overlap',
    [['a.o', '.zero 8\n.data\n.zero 8']],
    {
      sections: [
        { name: '.text', address: 0x1000n, perms: 'rx' },
        { name: '.data', address: 0x1004n, perms: 'rw' },
      ],
    },
    'section ".text" ends at 0x1008, behind the start of ".data" at 0x1004',
  ],
  [
    'an address that is not aligned',
    [['a.o', '.align 4\nnop']],
    { sections: [{ name: '.text', address: 0x1008n, perms: 'rx' }] },
    'a.o: section ".text" is aligned to 16 bytes, its address 0x1008 is not',
  ],
])('%s', (_, sources, more, message) => {
  const run = () =>
    link(
      sources.map(([name, source]) => object(name, source)),
      { ...layout, ...more },
    );
  expect(run).toThrow(LinkError);
  expect(run).toThrow(new LinkError([message]));
});

describe('linkAt', () => {
  const symbols = new SymbolTable();
  symbols.add('helper', 0x10_1000n, 4, 'function');

  test('places an object against symbols that exist, and hands back its own', () => {
    const linked = linkAt(
      object('prog', '.globl prog\nprog: bl helper\nldr x0, =helper\n.data\nd: .quad prog'),
      0x10_0000n,
      symbols,
    );
    expect(words(linked.bytes)).toEqual(['94000400', '58000020', '00101000', '00000000', '00100000', '00000000']);
    expect(linked.symbols).toEqual([
      { name: 'prog', address: 0x10_0000n, size: 0, kind: 'none' },
      { name: 'd', address: 0x10_0010n, size: 0, kind: 'none' },
    ]);
    expect(linked.relocationSites.map(({ symbol }) => symbol)).toEqual(['helper', 'helper', 'prog']);
  });

  test('refuses what it cannot reach or find', () => {
    expect(() => linkAt(object('prog', 'bl helper'), 0x1_0000_0000n, symbols)).toThrow(
      'prog: .text+0x0: "helper": R_AARCH64_CALL26: -0xffeff000 is out of reach: -0x8000000..0x7fffffc',
    );
    expect(() => linkAt(object('prog', 'bl hlper'), 0x10_0000n, symbols)).toThrow(
      'prog: .text+0x0: undefined symbol "hlper"',
    );
    expect(() => linkAt(object('prog', 'nop'), 0x10_0002n, symbols)).toThrow(
      'prog: section ".text" is aligned to 4 bytes, 0x100002 is not',
    );
  });
});
