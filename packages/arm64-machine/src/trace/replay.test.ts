import { expect, test } from 'vitest';
import { asm, assemble } from '../asm/index.js';
import { SLOT } from '../cpu/state.js';
import { link } from '../image/index.js';
import { Machine } from '../machine.js';
import { ObservedTiming } from '../profile/observed-timing.js';
import { TraceWriter } from '../profile/trace.js';
import { cortexA72 } from '../timing/cores/cortex-a72.js';
import { createTimingModel } from '../timing/create-timing-model.js';
import { parseTrace } from './parse-trace.js';
import { timeTrace } from './time-trace.js';

/** Runs a program at EL1 until HLT, X0 being the address of 64 KiB of memory. */
function run(source: string): { text: string; cycles: number; instructions: number; causes: Float64Array } {
  let text = '';
  const writer = new TraceWriter((more) => (text += more));
  const model = createTimingModel(cortexA72);
  const machine = new Machine({
    timing: new ObservedTiming(model, [writer]),
    features: cortexA72.features,
    faults: 'take',
    onException: ({ hlt }, { halt }) => (hlt === undefined ? undefined : halt()),
  });
  const object = assemble(source, { name: 'traced' });
  machine.load(link([object], { sections: [{ name: '.text', address: 0x8_0000n, perms: 'rx' }] }));
  machine.memory.map({ name: 'data', base: 0xffff_0000_0100_0000n, size: 0x1_0000, perms: 'rw' });
  machine.state.setX(0, 0xffff_0000_0100_0000n);
  machine.state.words[SLOT.el] = machine.state.words[SLOT.spsel] = 1;
  machine.state.pc = 0x8_0000n;
  machine.run(100_000);
  writer.flush();
  return { text, cycles: model.cycles, instructions: machine.processor.retired, causes: model.causes };
}

const programs: Record<string, string> = {
  'dependent arithmetic and a counted loop': asm`
        mov     x1, #100
1:      mul     x2, x2, x1
        add     x3, x3, x2, lsl #2
        subs    x1, x1, #1
        b.ne    1b
        hlt     #0
  `,
  'calls, returns, an indirect branch and data-dependent directions': asm`
        mov     x28, #60
        mov     x5, #0x1234
1:      bl      3f
        adr     x9, 4f
        blr     x9
        eor     x5, x5, x5, lsl #13
        eor     x5, x5, x5, lsr #7
        tbz     x5, #3, 2f
        add     x6, x6, #1
2:      subs    x28, x28, #1
        b.ne    1b
        hlt     #0
3:      ret
4:      ret     x30
  `,
  'pairs, forwarding and its hazards, prefetches, misses': asm`
        add     x0, x0, #64
        mov     x28, #40
1:      stp     x1, x2, [x0, #-16]!
        ldp     x3, x4, [x0], #16
        str     w1, [x0, #8]
        ldr     x5, [x0, #8]
        ldr     x6, [x0, x28, lsl #3]
        str     x6, [x0, #256]
        prfm    pstl1strm, [x0, #256]
        add     x0, x0, #768
        subs    x28, x28, #1
        b.ne    1b
        hlt     #0
  `,
  'a prefetch where another block has a store': asm`
        mov     x28, #20
1:      mul     x2, x2, x2
        str     x2, [x0]
        b       2f
2:      nop
        prfm    pldl1keep, [x0]
        subs    x28, x28, #1
        b.ne    1b
        hlt     #0
  `,
  'store-exclusives that succeed and that fail': asm`
        mov     x28, #20
1:      prfm    pstl1strm, [x0]
        ldxr    w1, [x0]
        add     w1, w1, #1
        tbz     x28, #0, 2f
        clrex
2:      stxr    w2, w1, [x0]
        cbnz    w2, 3f
        dmb     ish
3:      ldar    x3, [x0]
        stlr    x3, [x0]
        subs    x28, x28, #1
        b.ne    1b
        hlt     #0
  `,
  'exceptions, their returns, and a data abort': asm`
        adr     x9, vectors
        msr     vbar_el1, x9
        mov     x28, #10
1:      svc     #0
        ldr     x1, [x28]
        nop
        subs    x28, x28, #1
        b.ne    1b
        hlt     #0
        .balign 2048
vectors:
        .skip   0x200
        mrs     x10, esr_el1
        lsr     x10, x10, #26
        cmp     x10, #0x15
        b.eq    1f
        mrs     x11, elr_el1
        add     x11, x11, #4
        msr     elr_el1, x11
1:      eret
  `,
};

test.each(Object.entries(programs))('replaying a trace of %s costs the cycles of the run', (_name, source) => {
  const ran = run(source);
  const timing = timeTrace(cortexA72, parseTrace(ran.text));
  expect(timing.cycles).toBe(ran.cycles);
  expect(timing.instructions).toBe(ran.instructions);
  expect(Object.values(timing.causes)).toEqual([...ran.causes]);
  expect(timing.addresses.reduce((sum, { cycles }) => sum + cycles, 0)).toBe(ran.cycles);
});

test('a store-exclusive that failed has no access', () => {
  const lines = run(programs['store-exclusives that succeed and that fail']!).text.split('\n');
  const exclusives = lines.filter((line) => line.split(' ')[1] === '88027c01'); // stxr w2, w1, [x0]
  expect(exclusives.map((line) => line.includes('S:'))).toEqual(Array.from({ length: 20 }, (_, i) => i % 2 === 0));
});
