import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { bpfPathLengths, BpfProg, LoadedObject, readObject, sideBySide, triggerObject } from '../src/index.js';
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

test('prologue, body and epilogue are those of v6.1, and the README shows them', () => {
  const { program } = loadTrigger();
  const listing = sideBySide(program.functions[0]!);
  expect(readFileSync(new URL('../README.md', import.meta.url), 'utf8')).toContain(listing);
});

test('executed: 33 instructions, as many as path-lengths.md counts and the differences of the build', () => {
  const { host, program } = loadTrigger();
  const { machine } = host;
  const before = machine.processor.retired;
  machine.call(program.code, [host.kzalloc(64), program.insnsi]);
  const row = bpfPathLengths.find(({ symbols }) => symbols.includes(program.functions[0]!.name))!;
  expect(machine.processor.retired - before).toBe(row.insn! + row.difference!.insn!);
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
