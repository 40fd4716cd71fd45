import { describe, expect, test } from 'vitest';
import { translate } from '../engine/block.js';
import { assemble } from '../asm/index.js';
import { CAUSE_COUNT } from './cause.js';
import type { Core } from './core.js';
import { cortexA72 } from './cores/cortex-a72.js';
import { cores } from './cores/index.js';
import { neoverseN1 } from './cores/neoverse-n1.js';
import { createTimingModel } from './create-timing-model.js';
import { withParameter } from './parameters.js';
import { time, type TimeOptions } from './time.js';

const cycles = (text: string, options?: TimeOptions): number =>
  Math.round(time(cortexA72, text, { copies: 200, ...options }).cycles * 10) / 10;
const top = (text: string, options?: TimeOptions): string => time(cortexA72, text, options).top;

/** A model that has been told of this text at 0x1000, and the handle of each instruction. */
function prepared(text: string, core: Core = cortexA72) {
  const { bytes } = assemble(text).sections.find(({ name }) => name === '.text')!;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const model = createTimingModel(core);
  const handles = Array.from({ length: bytes.length / 4 }, (_, i) => {
    const { instruction, dataflow } = translate(view.getUint32(4 * i, true), new Set())!;
    return model.prepare(instruction, dataflow, 0x1000 + 4 * i, 0);
  });
  return { model, handles };
}

describe('forwarding from a store', () => {
  test('a 64-bit load waits for the narrower store that it overlaps', () => {
    const stalled = time(cortexA72, 'str w1, [x0]\nldr x1, [x0]');
    const forwarded = time(cortexA72, 'str x1, [x0]\nldr x1, [x0]');
    expect(stalled.cycles).toBeCloseTo(13, 0);
    expect(forwarded.cycles).toBeCloseTo(7, 0);
    expect(stalled.top).toBe('forwarding hazard');
    expect(forwarded.top).toBe('store queue');
  });

  test('the count of a preempt_enable is read back across its halves', () => {
    expect(top('ldr x1, [x0, #8]\nsub x1, x1, #1\nstr w1, [x0, #8]\nldr x1, [x0, #8]')).toBe('forwarding hazard');
  });

  test("a load from elsewhere does not wait for the store's data", () => {
    expect(cycles('mul x1, x1, x2\nstr x1, [x0]\nldr x3, [x0, #64]')).toBe(5);
  });

  test('a load waits until the address of an older store is known', () => {
    expect(cycles('mul x1, x1, x1\nstr xzr, [x0, x1]\nldr x2, [x0, #64]\neor x1, x2, x2')).toBe(11);
  });
});

describe('ordered accesses', () => {
  const performed = cortexA72.ordering.performed.value;

  test('a store-exclusive holds up retirement for the time that it takes to be performed', () => {
    const text = 'ldxr x1, [x0]\nstxr w2, x1, [x0]';
    expect(top(text)).toBe('exclusive/ordering');
    const longer = time(withParameter(cortexA72, 'ordering.performed', performed + 10), text).cycles;
    expect(longer - time(cortexA72, text).cycles).toBeCloseTo(10, 5);
  });

  test('DMB ISHLD does not wait for older stores, DMB ISH does', () => {
    const load = cycles('str x1, [x0]\ndmb ishld'),
      full = cycles('str x1, [x0]\ndmb ish');
    expect(load).toBeLessThan(5);
    expect(full).toBeGreaterThan(performed);
  });

  test('an acquire holds up younger loads, a plain load does not', () => {
    expect(cycles('ldar x1, [x0]\nldr x2, [x0, #64]')).toBe(5);
    expect(cycles('ldr x1, [x0]\nldr x2, [x0, #64]')).toBe(2);
  });

  test('an acquire does not pass an older release, a plain load does', () => {
    const setup = 'add x3, x0, #64';
    const pass = time(cortexA72, 'stlr x1, [x0]\nldr x2, [x3]\nadd x3, x3, x2', { setup }).cycles;
    const wait = time(cortexA72, 'stlr x1, [x0]\nldar x2, [x3]\nadd x3, x3, x2', { setup }).cycles;
    expect(wait).toBeGreaterThan(pass);
  });

  test('ISB fetches again what follows it', () => {
    const { cycles, top } = time(cortexA72, 'isb');
    expect(cycles).toBeGreaterThan(cortexA72.flushes.refetch.value);
    expect(top).toBe('serialising');
  });

  test('an LSE atomic waits until it is the oldest instruction and older stores are written', () => {
    const atomic = time(neoverseN1, 'ldadd x1, x2, [x0]');
    expect(atomic.top).toBe('exclusive/ordering');
    expect(atomic.cycles).toBeCloseTo(neoverseN1.classes.atomic!.latency.value + 1, 1);
    const behindStores = time(neoverseN1, `${'str x1, [x0]\n'.repeat(8)}ldadd x1, x2, [x0]`);
    expect(behindStores.cycles - atomic.cycles).toBeGreaterThan(7);
  });

  test('an atomic that acquires holds up younger loads, another does not', () => {
    const withLoad = (atomic: string): number => time(neoverseN1, `${atomic} x1, x2, [x0]\nldr x3, [x0, #64]`).cycles;
    expect(withLoad('ldadda') - withLoad('ldadd')).toBeGreaterThanOrEqual(3);
  });

  test('CSDB is a hint', () => expect(cycles('csdb')).toBe(1));
});

describe('system registers', () => {
  test('reading SP_EL0 is as free as a general register', () => expect(cycles('mrs x1, sp_el0')).toBe(0.5));
  test('reads of others follow one another', () => expect(cycles('mrs x1, esr_el1')).toBeLessThanOrEqual(1));
  test('writes wait until they are the oldest instruction', () => {
    const { cycles, top } = time(cortexA72, 'msr elr_el1, x1');
    expect(cycles).toBeGreaterThan(cortexA72.systemRegisters.writeLatency.value);
    expect(top).toBe('serialising');
  });
  test.each(['msr spsel, #1', 'msr daifset, #2', 'msr sp_el0, x1', 'msr elr_el1, x1'])(
    'what follows %s is fetched again',
    (text) => {
      expect(cycles(text)).toBeGreaterThan(cortexA72.flushes.refetch.value);
    },
  );
});

describe('branches', () => {
  test('RET through any register pops what BL pushed', () => {
    expect(cycles('bl f', { routines: 'f: mov x9, x30\nret x9', copies: 20 })).toBeLessThan(6);
  });

  test('a return to elsewhere is mispredicted, and so is the next', () => {
    const text = 'bl f';
    const balanced = cycles(text, { routines: 'f: mov x9, x30\nbl g\nret x9\ng: ret' });
    const hijacked = cycles(text, { routines: 'f: mov x9, x30\nbl g\nret x9\ng: adr x10, h\nret x10\nh: ret x30' });
    expect(hijacked - balanced).toBeGreaterThan(25);
  });

  test('calls deeper than the return stack lose their first returns', () => {
    // f calls itself until X1 is 0.
    const routines = 'f: stp x29, x30, [sp, #-16]!\nsub x1, x1, #1\ncbz x1, 1f\nbl f\n1: ldp x29, x30, [sp], #16\nret';
    const perCall = (depth: number): number =>
      time(cortexA72, `mov x1, #${depth}\nbl f`, { routines, copies: 1 }).cycles / depth;
    expect(perCall(60)).toBeGreaterThan(1.3 * perCall(30));
  });

  test('an indirect branch that alternates is learnt from the path', () => {
    const text = 'eor x3, x3, #1\ncbz x3, 1f\nmov x4, x1\nb 2f\n1: mov x4, x2\n2: blr x4';
    const learnt = time(cortexA72, text, {
      setup: 'adr x1, f\nadr x2, g',
      routines: 'f: ret\ng: ret',
      copies: 1,
      loops: 200,
    });
    expect(learnt.cycles).toBeLessThan(30);
  });
});

describe('the window', () => {
  test("a NOP takes a whole dispatch cycle's share of NOPs, not of other instructions", () => {
    expect(cycles('nop\nadd x1, x2, x3\nadd x4, x2, x3')).toBe(1);
    expect(cycles('nop\nnop')).toBe(2);
  });

  test('a store queue that is full keeps the next load from starting', () => {
    // Pointers that miss the first level, and behind each more stores than the queue holds.
    const setup =
      'mov x1, x0\nadd x2, x0, #16, lsl #12\n1: add x3, x1, #4, lsl #12\nstr x3, [x1]\nmov x1, x3\ncmp x3, x2\nb.ne 1b\nstr x0, [x1]';
    const text = `ldr x0, [x0]\n${'str x1, [sp]\n'.repeat(20)}`;
    const short = time(cortexA72, text, { setup });
    const long = time(withParameter(cortexA72, 'window.stores', 64), text, { setup });
    expect(long.cycles).toBeLessThan(23);
    expect(short.cycles).toBeGreaterThan(long.cycles + 5);
    expect(short.causes['store queue']).toBeGreaterThan(0);
  });
});

describe('accounts', () => {
  const text = `
        stp     x29, x30, [sp, #-32]!
        ldr     x1, [x0, #8]
        add     x1, x1, #1
        str     w1, [x0, #8]
        ldr     x2, [x0, #8]
        cbz     x2, 1f
        mul     x3, x2, x2
1:      ldxr    x4, [x0]
        stxr    w5, x4, [x0]
        msr     tpidr_el1, x4
        ldp     x29, x30, [sp], #32
        svc     #0`;

  test.each(Object.values(cores))('every cycle has one cause, in total and by instruction, on the $title', (core) => {
    const { model, handles } = prepared(text, core);
    for (let i = 0; i < 300; i++) {
      handles.forEach((handle, at) => {
        const next = at === handles.length - 1 ? 0x1000 : 0x1004 + 4 * at;
        if (i % 7 === 3 && at === 4) model.fault(handle, 0x1000, 0);
        else model.step(handle, 1, 0x8000 + 8 * at, 0, next, 0);
      });
    }
    const sum = (array: Float64Array): number => array.reduce((a, b) => a + b, 0);
    expect(sum(model.causes)).toBe(model.cycles);
    expect(sum(model.cyclesOf)).toBe(model.cycles);
    for (const handle of handles) {
      const causes = model.causesOf.subarray(handle * CAUSE_COUNT, (handle + 1) * CAUSE_COUNT);
      expect(sum(causes)).toBe(model.cyclesOf[handle]);
    }
    expect(model.retiredOf[handles[4]!]).toBe(257);
  });

  test('a reset model repeats its run', () => {
    const { model, handles } = prepared(text);
    const run = (): number => {
      for (let i = 0; i < 50; i++) {
        handles.forEach((handle, at) =>
          model.step(handle, 1, 0x8000 + 8 * at, 0, at === handles.length - 1 ? 0x1000 : 0x1004 + 4 * at, 0),
        );
      }
      return model.cycles;
    };
    const first = run();
    model.reset();
    expect(model.cycles).toBe(0);
    expect(run()).toBe(first);
  });

  test('an exception and its return cost what the core says', () => {
    const {
      model,
      handles: [svc, eret],
    } = prepared('svc #0\neret');
    const pair = (): number => {
      const before = model.cycles;
      model.step(svc!, 0, 0, 0, 0x1004, 0);
      model.step(eret!, 0, 0, 0, 0x1000, 0);
      return model.cycles - before;
    };
    for (let i = 0; i < 5; i++) pair();
    const { refetch, exceptionEntry, exceptionReturn } = cortexA72.flushes;
    expect(pair() - 2 * refetch.value - exceptionEntry.value - exceptionReturn.value).toBeLessThanOrEqual(8);
  });

  test('an instruction without timing on the core is refused by name', () => {
    const { instruction, dataflow } = translate(0xb8e00020, new Set(['lse']))!; // ldaddal w0, w0, [x1]
    expect(() => createTimingModel(cortexA72).prepare(instruction, dataflow, 0, 0)).toThrow(
      'cortex-a72 has no timing for ldaddal',
    );
  });
});
