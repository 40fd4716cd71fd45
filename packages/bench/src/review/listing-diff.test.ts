import { expect, test } from 'vitest';
import { diffListings } from './listing-diff.js';
import type { ListedInstruction } from './listing.js';

/** Instructions separated by blanks; `b@8` is a branch to offset 8. */
function code(text: string): ListedInstruction[] {
  return text.split(' ').map((one, i) => {
    const [name, to] = one.split('@');
    if (to === undefined) return { offset: 4 * i, text: one, target: undefined };
    return { offset: 4 * i, text: `${name} f+0x${Number(to).toString(16)}`, target: Number(to) };
  });
}

const diff = (before: string, after: string): string[] =>
  diffListings(code(before), code(after)).map(({ change, text }) => `${change}${text}`);

test('a branch whose target moved along is no change', () => {
  expect(diff('b@8 x y', 'b@12 x new y')).toEqual([' b f+0xc', ' x', '+new', ' y']);
});

test('a branch that goes elsewhere is one, though only its offset differs', () => {
  expect(diff('b@8 x y z', 'b@12 x y z')).toEqual(['-b f+0x8', '+b f+0xc', ' x', ' y', ' z']);
});

test('a branch that stays at its offset while its target moves is one', () => {
  expect(diff('b@12 x y z', 'b@12 x new y z')).toEqual(['-b f+0xc', '+b f+0xc', ' x', '+new', ' y', ' z']);
});

test('a branch to where code was inserted goes to the inserted code', () => {
  expect(diff('b@8 x y', 'b@8 x new y')).toEqual([' b f+0x8', ' x', '+new', ' y']);
});

test('a branch to code that was replaced goes to what replaced it', () => {
  expect(diff('b@4 old y', 'b@4 new newer y')).toEqual([' b f+0x4', '-old', '+new', '+newer', ' y']);
});

test('nothing on one side', () => {
  expect(diffListings([], code('x')).map(({ change, before, after }) => [change, before, after])).toEqual([
    ['+', null, 0],
  ]);
});
