import { expect, test } from 'vitest';
import { BpfProg, LoadedObject, readObject, triggerObject } from '../src/index.js';
import { BareHost } from './bare-host.js';

function loadTrigger(features?: { bti: boolean; pac: boolean; lse: boolean }) {
  const host = new BareHost();
  const loaded = new LoadedObject(host, readObject(triggerObject), features ? { features } : {});
  return { host, loaded, program: loaded.load('trigger_fentry') };
}

test('the trigger program counts its calls', () => {
  const { host, loaded, program } = loadTrigger();
  const ctx = host.kzalloc(64);
  for (let n = 0; n < 3; n++) expect(host.machine.call(program.code, [ctx, program.insnsi])).toBe(0n);
  expect(loaded.readGlobal('hits')).toBe(3n);
  expect(BpfProg.bpfFunc.read(host.memory, program.prog)).toBe(program.code);
});

test('the prologue, body and epilogue are those of v6.1', () => {
  const { program } = loadTrigger();
  const [{ groups }] = program.functions as [(typeof program.functions)[0]];
  expect(groups.map(({ bpf, a64 }) => `${bpf}: ${a64.join('; ')}`)).toMatchInlineSnapshot(`
    [
      "prologue: bti c; mov x9, x30; nop; paciasp; stp x29, x30, [sp, #-16]!; mov x29, sp; stp x19, x20, [sp, #-16]!; stp x21, x22, [sp, #-16]!; stp x25, x26, [sp, #-16]!; stp x27, x28, [sp, #-16]!; mov x25, sp; movz x26, #0x0; bti j; sub x27, x25, #0; sub sp, sp, #0",
      "r1 = 1: movz x0, #0x1",
      "r2 = 0xffff000001001000 ll: movz x1, #0xffff, lsl #48; movk x1, #0x100, lsl #16; movk x1, #0x1000",
      "lock *(u64 *)(r2 +0) += r1: 1: ldxr x11, [x1]; add x11, x11, x0; stxr w12, x11, [x1]; cbnz w12, 1b",
      "w0 = 0: movz w7, #0x0",
      "exit: ",
      "epilogue: .Lepilogue:; add sp, sp, #0; ldp x27, x28, [sp], #16; ldp x25, x26, [sp], #16; ldp x21, x22, [sp], #16; ldp x19, x20, [sp], #16; ldp x29, x30, [sp], #16; mov x0, x7; autiasp; ret",
    ]
  `);
});

test('28 instructions, as path-lengths.md counts where the core has LSE and the kernel no BTI', () => {
  const { program } = loadTrigger({ bti: false, pac: true, lse: true });
  const lines = program.functions
    .flatMap(({ groups }) => groups.flatMap(({ a64 }) => a64))
    .filter((line) => !line.endsWith(':'));
  const count = (pattern: RegExp): number => lines.filter((line) => pattern.test(line)).length;
  expect(lines).toHaveLength(28);
  expect({
    loads: count(/^ldp/),
    stores: count(/^stp/),
    atomics: count(/^stadd/),
    hints: count(/^(nop|paciasp|autiasp)/),
  }).toEqual({
    loads: 5,
    stores: 5,
    atomics: 1,
    hints: 3,
  });
});
