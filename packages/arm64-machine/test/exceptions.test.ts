import { beforeEach, describe, expect, test } from 'vitest';
import { assemble, EC, linkAt, Machine, SLOT, systemRegisterByName, type Feature } from '../src/index.js';

/** Values that the manual gives for exceptions to EL1: Arm ARM D1.10 (entry), D13.2.37 (ESR_EL1). */
const VECTORS = 0x10_0000n;
const CODE = 0x20_0000n;
const DATA = 0x30_0000n;
const READ_ONLY = DATA + 0x1000n;
const KERNEL_ONLY = DATA + 0x2000n;
const DEVICE = DATA + 0x3000n;
const HOLE = DATA + 0x4000n;

/** Offsets of the synchronous vectors, by where the exception comes from. */
const FROM = { el1WithSp0: 0x000n, el1: 0x200n, el0: 0x400n } as const;

const IL = 1n << 25n;
const WNR = 1n << 6n;
const TRANSLATION = 0x07n, PERMISSION = 0x0fn, ALIGNMENT = 0x21n;
const syndrome = (ec: number, iss = 0n): bigint => (BigInt(ec) << 26n) | IL | iss;

let machine: Machine;

function boot(features: Feature[] = ['lse', 'simd']): void {
  machine = new Machine({ faults: 'take', features });
  const { memory } = machine;
  memory.map({ name: 'vectors', base: VECTORS, size: 0x1000, perms: 'rwx' });
  memory.map({ name: 'code', base: CODE, size: 0x1000, perms: 'rwx', el0: true });
  memory.map({ name: 'data', base: DATA, size: 0x1000, perms: 'rw', el0: true });
  memory.map({ name: 'read-only', base: READ_ONLY, size: 0x1000, perms: 'r', el0: true });
  memory.map({ name: 'kernel', base: KERNEL_ONLY, size: 0x1000, perms: 'rw' });
  memory.map({ name: 'device', base: DEVICE, size: 0x1000, perms: 'rw', el0: true, device: { read: () => 0n, write: () => {} } });
  for (const offset of Object.values(FROM)) machine.processor.breakpoints.add(VECTORS + offset);
  setSysreg('vbar_el1', VECTORS);
  setSysreg('sp_el1', 0x1111_0000n);
  machine.state.sp = 0x2222_0000n; // of EL0
}
beforeEach(() => boot());

const slotOf = (name: string): number => machine.state.sysregSlot(systemRegisterByName(name)!);
const sysreg = (name: string): bigint => machine.state.get(slotOf(name));
const setSysreg = (name: string, value: bigint): void => machine.state.set(slotOf(name), value);

/** Runs instructions from CODE at EL0, or at EL1 on SP_EL1 after `atEl1`, to the vector they end at. */
function run(source: string, x: readonly bigint[] = []): void {
  machine.memory.writeBytes(CODE, linkAt(assemble(source, { name: 'test.s' }), CODE).bytes);
  x.forEach((value, n) => machine.state.setX(n, value));
  machine.state.pc = CODE;
  expect(machine.run(1000)).toBe('breakpoint');
}

function atEl1(spsel = 1): void {
  const { state } = machine;
  setSysreg('sp_el0', state.sp);
  state.words[SLOT.el] = 1;
  state.words[SLOT.spsel] = spsel;
  if (spsel === 1) state.sp = sysreg('sp_el1');
}

interface Taken { from?: keyof typeof FROM; ec: number; iss?: bigint; elr?: bigint; far?: bigint; spsr?: bigint }

function expectTaken({ from = 'el0', ec, iss = 0n, elr = CODE, far, spsr }: Taken): void {
  const { state } = machine;
  expect({ pc: state.pc, esr: sysreg('esr_el1'), elr: sysreg('elr_el1') }).toEqual({ pc: VECTORS + FROM[from], esr: syndrome(ec, iss), elr });
  if (far !== undefined) expect(sysreg('far_el1')).toBe(far);
  if (spsr !== undefined) expect(sysreg('spsr_el1')).toBe(spsr);
  expect([state.el, state.words[SLOT.spsel], state.words[SLOT.daif]]).toEqual([1, 1, 0xf]);
}

describe('instructions that ask for an exception', () => {
  test.each([
    ['svc returns behind it', 'svc #0x1234', { ec: EC.svc64, iss: 0x1234n, elr: CODE + 4n }],
    ['brk returns to it', 'brk #0xf000', { ec: EC.breakpoint, iss: 0xf000n }],
    ['hlt is undefined where halting debug is off', 'hlt #1', { ec: EC.unknown }],
    ['hvc is undefined without EL2', 'hvc #1', { ec: EC.unknown }],
    ['smc is undefined without EL3', 'smc #1', { ec: EC.unknown }],
    ['udf', 'udf #7', { ec: EC.unknown }],
    ['dcps1 is undefined outside debug state', 'dcps1', { ec: EC.unknown }],
    ['a word that the table leaves out', '.inst 0x1e602820', { ec: EC.unknown }],
  ] as [string, string, Taken][])('%s', (_, source, taken) => {
    run(source);
    expectTaken(taken);
  });

  test('a word of an extension that the core lacks is undefined', () => {
    boot([]);
    run('ldadd x0, x1, [x2]', [0n, 0n, DATA]);
    expectTaken({ ec: EC.unknown });
  });
});

describe('data aborts', () => {
  test.each([
    ['read of a hole', 'ldr x0, [x1]', HOLE, HOLE, TRANSLATION],
    ['write to a hole', 'str w0, [x1, #8]', HOLE, HOLE + 8n, TRANSLATION | WNR],
    ['write to what is read only', 'strb w0, [x1]', READ_ONLY, READ_ONLY, PERMISSION | WNR],
    ['EL0 reads what is EL1\'s', 'ldrh w0, [x1]', KERNEL_ONLY, KERNEL_ONLY, PERMISSION],
    ['unaligned exclusive load', 'ldxr x0, [x1]', DATA + 4n, DATA + 4n, ALIGNMENT],
    ['unaligned exclusive store', 'stxr w0, w2, [x1]', DATA + 2n, DATA + 2n, ALIGNMENT | WNR],
    ['exclusive pair aligned to one half only', 'ldxp x0, x2, [x1]', DATA + 8n, DATA + 8n, ALIGNMENT],
    ['unaligned load-acquire', 'ldar w0, [x1]', DATA + 1n, DATA + 1n, ALIGNMENT],
    ['unaligned store-release', 'stlrh w0, [x1]', DATA + 1n, DATA + 1n, ALIGNMENT | WNR],
    ['unaligned atomic', 'ldadd x0, x2, [x1]', DATA + 4n, DATA + 4n, ALIGNMENT],
    ['atomic on what is read only', 'swp x0, x2, [x1]', READ_ONLY, READ_ONLY, PERMISSION | WNR],
    ['compare-and-swap that would not store', 'cas x0, x2, [x1]', READ_ONLY, READ_ONLY, PERMISSION | WNR],
    ['compare-and-swap of a pair aligned to one half only', 'casp x2, x3, x4, x5, [x1]', DATA + 8n, DATA + 8n, ALIGNMENT],
    ['unaligned read of a device', 'ldr w0, [x1, #2]', DEVICE, DEVICE + 2n, ALIGNMENT],
    ['write across the end of a device', 'str x0, [x1]', HOLE - 4n, HOLE - 4n, ALIGNMENT | WNR],
    ['second access of a pair', 'ldp x0, x2, [x1]', HOLE - 8n, HOLE, TRANSLATION],
    ['dc zva', 'dc zva, x1', READ_ONLY + 0x88n, READ_ONLY + 0x88n, PERMISSION | WNR],
  ] as [string, string, bigint, bigint, bigint][])('%s', (_, source, address, far, iss) => {
    run(source, [1n, address]);
    expectTaken({ ec: EC.dataAbortLower, iss, far });
  });

  test('at EL1 are of the same level, and LDTR is checked as EL0', () => {
    atEl1();
    run('ldr x0, [x1]', [0n, HOLE]);
    expectTaken({ from: 'el1', ec: EC.dataAbortSame, iss: TRANSLATION, far: HOLE });
    boot();
    atEl1();
    run('ldr x0, [x1]\nldtr x0, [x1]', [0n, KERNEL_ONLY]);
    expectTaken({ from: 'el1', ec: EC.dataAbortSame, iss: PERMISSION, far: KERNEL_ONLY, elr: CODE + 4n });
  });

  test.each(['str x0, [x1, #8]!', 'str x0, [x1], #8', 'ldr x0, [x1, #8]!', 'stp x0, x2, [x1, #-16]!', 'ldp x0, x2, [x1], #16'])(
    '%s leaves its registers alone', (source) => {
      run(source, [7n, HOLE + 0x800n, 9n]);
      expect([0, 1, 2].map((n) => machine.state.getX(n))).toEqual([7n, HOLE + 0x800n, 9n]);
    });

  test('a pair whose second load faults loads neither register', () => {
    run('ldp x0, x2, [x1]', [7n, HOLE - 8n, 9n]);
    expect([machine.state.getX(0), machine.state.getX(2)]).toEqual([7n, 9n]);
  });

  test('a store of which only the first page may be written writes nothing, and FAR names the other page', () => {
    machine.memory.write(READ_ONLY - 4n, 4, 0xaaaa_aaaan);
    run('str x0, [x1]', [0n, READ_ONLY - 4n]);
    expectTaken({ ec: EC.dataAbortLower, iss: PERMISSION | WNR });
    expect(sysreg('far_el1')).toBe(READ_ONLY);
    expect(machine.memory.read(READ_ONLY - 4n, 4)).toBe(0xaaaa_aaaan);
  });

  test('an unaligned store-exclusive behind other accesses is told apart from them', () => {
    run('ldr x2, [x3]\nstxr w0, x2, [x1]', [0n, DATA + 4n, 0n, DATA]);
    expectTaken({ ec: EC.dataAbortLower, iss: ALIGNMENT | WNR, far: DATA + 4n, elr: CODE + 4n });
  });

  test('instructions before the fault in its block are done, those behind it are not', () => {
    run('mov x2, #1\nldr x0, [x1]\nmov x2, #2', [0n, HOLE]);
    expectTaken({ ec: EC.dataAbortLower, iss: TRANSLATION, elr: CODE + 4n });
    expect([machine.state.getX(2), machine.processor.retired]).toEqual([1n, 1]);
  });
});

describe('fetches', () => {
  test.each([
    ['from a hole', HOLE, EC.instructionAbortLower, TRANSLATION],
    ['of what may not be executed', DATA, EC.instructionAbortLower, PERMISSION],
    ['by EL0 of what is EL1\'s', VECTORS + 0x800n, EC.instructionAbortLower, PERMISSION],
    ['from an address that is no multiple of 4', CODE + 2n, EC.pcAlignment, 0n],
  ])('%s', (_, target, ec, iss) => {
    run('br x0', [target]);
    expectTaken({ ec, iss, elr: target, far: target });
  });

  test('at EL1 are of the same level', () => {
    atEl1();
    run('br x0', [HOLE]);
    expectTaken({ from: 'el1', ec: EC.instructionAbortSame, iss: TRANSLATION, elr: HOLE, far: HOLE });
  });
});

describe('what EL0 may not do', () => {
  test.each(['mrs x0, sctlr_el1', 'msr vbar_el1, x0', 'mrs x0, currentel', 'msr spsel, #0', 'eret', 'dc ivac, x0', 'ic iallu',
    'tlbi vmalle1', 'at s1e1r, x0', 'msr tpidrro_el0, x0', 'msr ctr_el0, x0', 'mrs x0, midr_el1'])('%s is undefined', (source) => {
    run(source);
    expectTaken({ ec: EC.unknown });
  });

  // Arm ARM D13.2.37: Op0 at 20, Op2 at 17, Op1 at 14, CRn at 10, Rt at 5, CRm at 1, direction.
  test.each([
    ['msr daifset, #2', (0n << 20n) | (6n << 17n) | (3n << 14n) | (4n << 10n) | (31n << 5n) | (2n << 1n)],
    ['mrs x5, daif', (3n << 20n) | (1n << 17n) | (3n << 14n) | (4n << 10n) | (5n << 5n) | (2n << 1n) | 1n],
    ['msr daif, x5', (3n << 20n) | (1n << 17n) | (3n << 14n) | (4n << 10n) | (5n << 5n) | (2n << 1n)],
  ])('%s is trapped', (source, iss) => {
    run(source);
    expectTaken({ ec: EC.trappedSystem, iss });
  });

  test('maintenance by address, the counter and the thread registers are its own', () => {
    run('dc cvau, x1\ndc cvac, x1\ndc civac, x1\ndc zva, x1\nic ivau, x1\nmrs x0, cntvct_el0\nmrs x0, tpidrro_el0\nmsr tpidr_el0, x1\nmrs x2, ctr_el0\nsvc #0', [0n, DATA]);
    expectTaken({ ec: EC.svc64, elr: CODE + 40n });
    expect(sysreg('tpidr_el0')).toBe(DATA);
  });
});

describe('what nobody may do', () => {
  test.each(['mrs x0, hcr_el2', 'msr vbar_el2, x0', 'mrs x0, scr_el3', 'mrs x0, sctlr_el12', 'msr midr_el1, x0', 'msr cntvct_el0, x0',
    'mrs x0, s3_0_c15_c0_0', 'mrs x0, dlr_el0', 'tlbi alle2', 'at s1e2r, x0', 'sysl x0, #3, c7, c4, #1', 'sys #3, c7, c4, #2, x0', 'msr pan, #1'])(
    '%s is undefined at EL1', (source) => {
      atEl1();
      run(source);
      expectTaken({ from: 'el1', ec: EC.unknown });
    });

  test('an ID register without a name reads as zero', () => {
    atEl1();
    run('mrs x0, s3_0_c0_c7_7\nbrk #0', [5n]);
    expect(machine.state.getX(0)).toBe(0n);
  });
});

describe('entry and return', () => {
  test('SPSR holds flags, masks and mode; SP is the one of the level', () => {
    machine.state.setFlags(0x6000_0000);
    run('svc #0');
    expectTaken({ ec: EC.svc64, elr: CODE + 4n, spsr: 0x6000_0000n });
    expect(machine.state.sp).toBe(0x1111_0000n);
    expect(sysreg('sp_el0')).toBe(0x2222_0000n);
  });

  test('from EL1 on SP_EL1, with DAIF as it was', () => {
    atEl1();
    run('msr daifclr, #15\nmsr daifset, #5\nmsr daifset, #2\nmsr daifclr, #4\nbrk #1');
    expectTaken({ from: 'el1', ec: EC.breakpoint, iss: 1n, elr: CODE + 16n, spsr: (3n << 6n) | 5n });
  });

  test('from EL1 on SP_EL0, which keeps its value', () => {
    atEl1();
    run('msr spsel, #0\nmov x3, sp\nadd sp, sp, #16\nsvc #2');
    expectTaken({ from: 'el1WithSp0', ec: EC.svc64, iss: 2n, elr: CODE + 16n, spsr: 4n });
    expect(machine.state.getX(3)).toBe(0x2222_0000n);
    expect(sysreg('sp_el0')).toBe(0x2222_0010n);
    expect(machine.state.sp).toBe(0x1111_0000n);
  });

  test('eret restores flags, masks, level and stack pointer, and clears the exclusive monitor', () => {
    atEl1();
    setSysreg('spsr_el1', 0x9000_0000n | (2n << 6n));
    setSysreg('elr_el1', CODE + 12n);
    run('ldxr x2, [x1]\neret\nnop\nstxr w3, x2, [x1]\nmov x4, sp\nsvc #0', [0n, DATA]);
    expectTaken({ ec: EC.svc64, elr: CODE + 24n, spsr: 0x9000_0080n });
    expect(machine.state.getX(3)).toBe(1n);
    expect(machine.state.getX(4)).toBe(0x2222_0000n);
  });

  test.each([
    ['EL2', 0b01001n], ['EL0 on SP_EL1', 0b00001n], ['AArch32', 0b10000n], ['an illegal state again', (1n << 20n) | 0b0101n],
  ])('eret to %s is an Illegal Execution state where it goes', (_, spsr) => {
    atEl1();
    setSysreg('spsr_el1', spsr);
    setSysreg('elr_el1', CODE + 0x100n);
    run('eret');
    expectTaken({ from: 'el1', ec: EC.illegalState, elr: CODE + 0x100n, spsr: (1n << 20n) | 5n });
  });
});

describe('AT answers in PAR_EL1', () => {
  // Arm ARM D13.2.92: F at 0, FST at 6:1; attributes at 63:56, shareability at 8:7, RES1 at 11.
  const fault = (status: bigint): bigint => 1n | (status << 1n) | (1n << 11n);
  test.each([
    ['at s1e0w, x1', HOLE, fault(TRANSLATION)],
    ['at s1e0w, x1', READ_ONLY, fault(PERMISSION)],
    ['at s1e0r, x1', KERNEL_ONLY, fault(PERMISSION)],
  ])('%s of 0x%s', (source, address, par) => {
    atEl1();
    run(`${source}\nmrs x0, par_el1\nbrk #0`, [0n, address]);
    expect(machine.state.getX(0)).toBe(par);
  });

  test('with where the byte lies in the memory, normal write-back inner shareable', () => {
    atEl1();
    run('at s1e1w, x1\nmrs x0, par_el1\nbrk #0', [0n, DATA + 0x123n]);
    const place = BigInt(machine.memory.regionAt(DATA)!.physical);
    expect(machine.state.getX(0)).toBe((0xffn << 56n) | place | (1n << 11n) | (3n << 7n));
  });
});

