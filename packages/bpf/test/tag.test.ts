import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { readObject, triggerObject } from '../src/index.js';
import { programTag, sha1 } from '../src/insn/tag.js';

test('SHA-1, at lengths around its blocks', () => {
  for (const length of [0, 1, 55, 56, 63, 64, 65, 119, 120, 1000]) {
    const message = Uint8Array.from({ length }, (_, index) => (index * 7 + length) & 0xff);
    expect(Buffer.from(sha1(message)).toString('hex')).toBe(createHash('sha1').update(message).digest('hex'));
  }
});

test('a tag depends on the instructions, not on the map that they refer to', () => {
  const [program] = readObject(triggerObject).programs;
  const moved = program!.slots.map((slot, index) => (index === 1 || index === 2 ? { ...slot, imm: 7 } : slot));
  expect(programTag(moved)).toEqual(programTag(program!.slots));
  expect(programTag([...program!.slots, ...program!.slots])).not.toEqual(programTag(program!.slots));
});
