import { expect, test } from 'vitest';
import { assembleBpf } from '../src/insn/assemble.js';
import { decodeProgram, printOperation, readSlots } from '../src/insn/index.js';
import { BpfLoadError } from '../src/load-error.js';
import { corpus } from './conformance/corpus.js';

test('every program of bpf_conformance is read back as it is printed', () => {
  for (const { name, code } of corpus) {
    const slots = readSlots(code, name);
    const text = decodeProgram(slots, name).map((operation, at) => (operation ? printOperation(operation, at) : ''));
    const printed = (all: typeof slots): string[] =>
      decodeProgram(all, name).map((operation, at) => (operation ? printOperation(operation, at) : ''));
    expect(printed(assembleBpf(text.join('\n').replaceAll(/call (unknown|bpf_\w+)#/g, 'call unknown#'))), name).toEqual(
      text,
    );
  }
});

test('what a loader resolves, and labels', () => {
  const slots = assembleBpf(
    'r1 = map[counts]; r2 = map[state][0]+8; r3 = func body; goto out\nbody: exit\nout: call body',
    {
      maps: ['counts', 'state'],
    },
  );
  expect(slots.map(({ src, off, imm }) => [src, off, imm])).toEqual([
    [1, 0, 0],
    [0, 0, 0],
    [2, 0, 1],
    [0, 0, 8],
    [4, 0, 2],
    [0, 0, 0],
    [0, 1, 0],
    [0, 0, 0],
    [1, 0, -2],
  ]);
});

test.each([
  ['r1 := 2', '"r1 := 2": not an instruction in the kernel\'s notation'],
  ['goto nowhere', '"goto nowhere": no label "nowhere"'],
  ['r1 = map[counts]', 'no map "counts": there are none'],
  ['call bpf_frobnicate', 'no helper bpf_frobnicate'],
])('%s is refused', (source, message) => {
  expect(() => assembleBpf(source)).toThrow(BpfLoadError);
  expect(() => assembleBpf(source)).toThrow(message);
});
