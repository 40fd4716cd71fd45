import { describe, expect, test } from 'vitest';
import { asm } from '../../src/asm/index.js';
import type { Machine } from '../../src/machine.js';
import { foldedStacks, Profiler, UnitTiming } from '../../src/profile/index.js';
import { CAUSES, cortexA72, createTimingModel, type TimingModel } from '../../src/timing/index.js';
import { DATA, observed } from './run.js';

/** Calls `main`; with one cycle for an instruction, cycles and instructions are the same. */
function profile(text: string, model: TimingModel = new UnitTiming()): Profiler {
  const machine: Machine = observed(text, model, [(profiler = new Profiler(() => machine.symbols))]);
  machine.call('main', [DATA], 10_000);
  return profiler;
}
let profiler: Profiler;

const lines = (text: string): string[] => foldedStacks(profile(text).calls.walk()).split('\n');

const frame = asm`
        .macro  enter
        stp     x29, x30, [sp, #-16]!
        .endm
        .macro  leave
        ldp     x29, x30, [sp], #16
        ret
        .endm
`;

describe('chains of calls', () => {
  test('are those of BL and RET', () => {
    expect(
      lines(`${frame}
main:   enter
        bl      work
        bl      work
        leave
work:   enter
        bl      leaf
        leave
leaf:   ret`),
    ).toEqual(['main 5', 'main;work 8', 'main;work;leaf 2']);
  });

  test("a tail call takes its caller's place, and returns to the caller's caller", () => {
    expect(
      lines(`${frame}
main:   enter
        bl      thunk
        nop
        leave
thunk:  b       work
work:   ret`),
    ).toEqual(['main 5', 'main;thunk 1', 'main;work 1']);
  });

  test('a trampoline that calls the rest of a function returns over its frame', () => {
    // As a direct call with BPF_TRAMP_F_CALL_ORIG: X9 is the traced function's caller, LR its body.
    expect(
      lines(`${frame}
main:   enter
        bl      traced
        leave
traced: mov     x9, x30
        bl      tramp
        ret
tramp:  mov     x19, x9
        blr     x30
        br      x19`),
    ).toEqual(['main 4', 'main;traced 2', 'main;traced;tramp 3', 'main;traced;tramp;traced 1']);
  });

  test('a return address that was changed leads to another function in the same frame', () => {
    expect(
      lines(`${frame}
main:   enter
        bl      hooked
        leave
hooked: mov     x10, x30
        adr     x30, trampoline
        ret
trampoline:
        br      x10`),
    ).toEqual(['main 4', 'main;hooked 3', 'main;trampoline 1']);
  });

  test('a longjmp unwinds to the function that it goes to', () => {
    expect(
      lines(`${frame}
main:   enter
        adr     x19, 1f
        bl      deep
1:      nop
        leave
deep:   enter
        bl      deeper
        leave
deeper: ldp     x29, x30, [sp], #16
        br      x19`),
    ).toEqual(['main 6', 'main;deep 2', 'main;deep;deeper 2']);
  });

  test('an exception is a call of its vector, and ERET returns from it, wherever to', () => {
    expect(
      lines(`${frame}
main:   adr     x1, vectors
        msr     vbar_el1, x1
        svc     #0
        brk     #1
        nop                             // skipped
        ret
        .align  11
vectors: .skip  0x200
sync:   mrs     x2, esr_el1
        lsr     x2, x2, #26
        cmp     x2, #0x3c
        b.ne    1f
        mrs     x3, elr_el1
        add     x3, x3, #8
        msr     elr_el1, x3
1:      eret
`),
    ).toEqual(['main 5', 'main;sync 13']);
  });

  test('recursion counts once in what a function cost with its callees', () => {
    const { calls } = profile(`${frame}
main:   enter
        mov     x0, #3
        bl      down
        leave
down:   cbz     x0, 1f
        sub     x0, x0, #1
        enter
        bl      down
        leave
1:      ret`);
    expect([...calls.walk()].filter(({ name }) => name === 'down').map((node) => node.calls)).toEqual([1, 1, 1, 1]);
  });
});

test('functions: calls, own and inclusive counts', () => {
  const model = new UnitTiming();
  const functions = profile(
    `${frame}
main:   enter
        mov     x0, #3
        bl      down
        leave
down:   cbz     x0, 1f
        sub     x0, x0, #1
        enter
        bl      down
        leave
1:      ret`,
    model,
  ).functions(model);
  expect(functions.map(({ name, calls, self, inclusive }) => [name, calls, self.cycles, inclusive.cycles])).toEqual([
    ['down', 4, 20, 20],
    ['main', 1, 5, 25],
  ]);
});

test("on a core, every cycle is a function's, an instruction's and a cause's", () => {
  const model = createTimingModel(cortexA72);
  const it = profile(
    `${frame}
main:   enter
        mov     x5, #50
1:      bl      chase
        subs    x5, x5, #1
        b.ne    1b
        leave
chase:  str     w0, [x0]
        ldr     x1, [x0]
        eor     x1, x1, x1
        add     x0, x0, x1
        ret`,
    model,
  );
  const sum = (numbers: number[]): number => numbers.reduce((total, number) => total + number, 0);
  const functions = it.functions(model);
  const addresses = it.addresses(model);
  expect(sum(functions.map(({ self }) => self.cycles))).toBe(model.cycles);
  expect(sum(addresses.map(({ cycles }) => cycles))).toBe(model.cycles);
  expect(sum([...it.calls.walk()].map(({ cycles }) => cycles))).toBe(model.cycles);
  expect(sum(functions.flatMap(({ causes }) => CAUSES.map((cause) => causes[cause])))).toBe(model.cycles);
  const [chase] = functions;
  expect(chase).toMatchObject({ name: 'chase', calls: 50, self: { instructions: 250 } });
  expect(chase!.causes['forwarding hazard']).toBeGreaterThan(chase!.self.cycles / 2);
  const load = addresses.find(({ text }) => text.startsWith('ldr'))!;
  expect(load).toMatchObject({ name: 'chase', offset: 4, instructions: 50, text: 'ldr\tx1, [x0]' });
});
