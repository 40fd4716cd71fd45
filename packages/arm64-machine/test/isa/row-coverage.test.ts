import { expect, test } from 'vitest';
import {
  a64, assemble, linkAt, Machine, rows, SLOT, systemRegisterByName, type Exception, type Feature,
} from '../../src/index.js';
import { comparableRows } from '../qemu/words.js';
import { PASSED, systemRows } from './system-rows.js';

const CODE = 0xffff_8000_0001_0000n;
const POINTER = 0xffff_8000_1234_5678n;

const features = new Set<Feature>(['crc32', 'lse', 'pauth', 'bti', 'simd']);

/** EnIA, EnIB, EnDA, EnDB of SCTLR_EL1. */
const ENABLED = (1n << 31n) | (1n << 30n) | (1n << 27n) | (1n << 13n);

/** Runs a program at EL1 up to its exception. */
function endOf(bytes: Uint8Array): { ec: number; iss: number } | undefined {
  let end: Exception | undefined;
  const machine = new Machine({
    features,
    onException: (exception, { halt }) => {
      end = exception;
      return halt();
    },
  });
  const { state, memory } = machine;
  memory.map({ name: 'code', base: CODE, size: 4096, perms: 'rwx' });
  memory.writeBytes(CODE, bytes);
  const setSysreg = (name: string, value: bigint): void => state.set(state.sysregSlot(systemRegisterByName(name)!), value);
  ['ia', 'ib', 'da', 'db', 'ga'].forEach((key, n) => setSysreg(`ap${key}keylo_el1`, 0x1234_5678_9abc_def0n * BigInt(n + 1)));
  setSysreg('sctlr_el1', ENABLED);
  state.words[SLOT.el] = 1;
  state.words[SLOT.spsel] = 1;
  state.sp = 0x8000n;
  state.setX(0, POINTER);
  state.setX(1, 0x77n);
  state.pc = CODE;
  machine.run(1000);
  return end && { ec: end.ec, iss: end.iss };
}

test.each(Object.entries(systemRows))('%s', (name, { source, ends = PASSED }) => {
  const { bytes } = linkAt(assemble(source, { name }), CODE);
  const view = new DataView(bytes.buffer);
  const used = Array.from({ length: bytes.length / 4 }, (_, i) => a64.decode(view.getUint32(4 * i, true), features)?.row.name);
  expect(used).toContain(name);
  expect(endOf(bytes)).toEqual(ends);
});

// What runs beside qemu-aarch64 covers all of `comparableRows`: differential.test.ts checks that it does.
test(`each of the ${rows.length} rows is executed by a test`, () => {
  const covered = new Set([...comparableRows.map(({ name }) => name), ...Object.keys(systemRows)]);
  expect(rows.map(({ name }) => name).filter((name) => !covered.has(name))).toEqual([]);
  expect([...covered].filter((name) => !rows.some((row) => row.name === name))).toEqual([]);
});

test('no two rows have one name', () => {
  expect(new Set(rows.map(({ name }) => name)).size).toBe(rows.length);
});
