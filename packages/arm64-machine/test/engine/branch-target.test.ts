import { beforeEach, describe, expect, test } from 'vitest';
import { assemble, EC, linkAt, Machine, SLOT, SYSREG, systemRegisterByName, type Feature } from '../../src/index.js';

/** Arm ARM D8.4.6 (BTI) and the pseudocode BTypeCompatible_BTI, BTypeCompatible_PACIXSP. */
const VECTORS = 0x10_0000n;
const CODE = 0x20_0000n;
const UNGUARDED = 0x30_0000n;

let machine: Machine;

function boot(features: Feature[] = ['bti', 'pauth']): void {
  machine = new Machine({ faults: 'take', features });
  machine.memory.map({ name: 'vectors', base: VECTORS, size: 0x1000, perms: 'rwx' });
  machine.memory.map({ name: 'guarded', base: CODE, size: 0x1000, perms: 'rwxg' });
  machine.memory.map({ name: 'code', base: UNGUARDED, size: 0x1000, perms: 'rwx' });
  machine.processor.breakpoints.add(VECTORS + 0x200n);
  machine.state.words[SLOT.el] = 1;
  machine.state.words[SLOT.spsel] = 1;
  machine.state.set(machine.state.sysregSlot(SYSREG.vbar), VECTORS);
}
beforeEach(() => boot());

/** Branches by `branch` from `from` to a page that begins with `landing`; gives the ISS of the exception, if there was one. */
function branch(how: string, landing: string, { from = CODE, to = CODE } = {}): number | undefined {
  const target = to + 0x100n;
  const place = (at: bigint, text: string): void => machine.memory.writeBytes(at, linkAt(assemble(text, { name: 'code' }), at).bytes);
  place(from, `\tadr x30, 1f\n\t${how}\n1:\thlt #1\n`);
  place(target, `\t${landing}\n\tnop\n\tb .\n`);
  for (const n of [9, 16, 17, 30]) machine.state.setX(n, target);
  machine.state.pc = from;
  machine.processor.step();
  if (how.startsWith('ret')) machine.state.setX(30, target);
  machine.processor.step();
  machine.processor.step();
  const sysreg = (slot: number): bigint => machine.state.get(machine.state.sysregSlot(slot));
  if (machine.state.pc === target + 4n) return undefined;
  expect(machine.state.pc).toBe(VECTORS + 0x200n);
  expect(sysreg(SYSREG.elr)).toBe(target);
  const esr = sysreg(SYSREG.esr);
  if (Number(esr >> 26n) !== EC.branchTarget) return undefined;
  expect((sysreg(SYSREG.spsr) >> 10n) & 3n).toBe(esr & 3n);
  return Number(esr & 0x1ff_ffffn);
}

describe('where indirect branches may land in a guarded page', () => {
  // Landing:           nop  bti   bti c  bti j  bti jc  paciasp  brk
  test.each([
    ['br x16', [1, 1, undefined, undefined, undefined, undefined, undefined]],
    ['br x17', [1, 1, undefined, undefined, undefined, undefined, undefined]],
    ['br x9', [3, 3, 3, undefined, undefined, undefined, undefined]],
    ['blr x9', [2, 2, undefined, 2, undefined, undefined, undefined]],
    ['blr x16', [2, 2, undefined, 2, undefined, undefined, undefined]],
    ['ret', Array.from({ length: 7 }, () => undefined)],
    ['b . + 0xfc', Array.from({ length: 7 }, () => undefined)],
  ])('%s', (how, expected) => {
    const landings = ['nop', 'bti', 'bti c', 'bti j', 'bti jc', 'paciasp', 'brk #1'];
    expect(landings.map((landing) => branch(how, landing))).toEqual(expected);
  });

  test('with SCTLR_EL1.BT1, PACIASP is none for a jump', () => {
    machine.state.set(machine.state.sysregSlot(systemRegisterByName('sctlr_el1')!), 1n << 36n);
    expect(branch('br x9', 'paciasp')).toBe(3);
    expect(branch('br x16', 'paciasp')).toBeUndefined();
    expect(branch('blr x9', 'paciasp')).toBeUndefined();
  });

  test('a jump from a page that is not guarded may land on BTI C', () => {
    expect(branch('br x9', 'bti c', { from: UNGUARDED })).toBeUndefined();
    expect(branch('br x9', 'nop', { from: UNGUARDED })).toBe(1);
  });
});

test('elsewhere anything goes: in other pages, and on a core without the feature', () => {
  expect(branch('blr x9', 'nop', { to: UNGUARDED })).toBeUndefined();
  expect(machine.state.words[SLOT.btype]).toBe(0);
  boot(['pauth']);
  expect(branch('blr x9', 'nop')).toBeUndefined();
});

test('a page can be guarded later', () => {
  machine.memory.protect(CODE, 0x1000, 'rwx');
  expect(branch('blr x9', 'nop')).toBeUndefined();
  machine.memory.protect(CODE, 0x1000, 'rwxg');
  expect(branch('blr x9', 'nop')).toBe(2);
});
