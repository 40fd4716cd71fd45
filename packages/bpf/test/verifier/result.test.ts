import { describe, expect, test } from 'vitest';
import { readSlots } from '../../src/insn/index.js';
import { verify, VerifierError } from '../../src/verifier/index.js';
import { corpus } from '../conformance/corpus.js';
import { done, found, KPROBE, memory, program, type World } from './world.js';

const facts = (source: string, world?: World) => verify(program(source, world));
const refusal = (source: string, world?: World): VerifierError => {
  try {
    facts(source, world);
  } catch (error) {
    if (error instanceof VerifierError) return error;
    throw error;
  }
  throw new Error('accepted');
};

describe('what the JIT and the loader learn', () => {
  test('loads through kernel structures may fault, others not', () => {
    const { instructions } = facts('r2 = *(u64 *)(r1 +8); r3 = *(u64 *)(r2 +8); r0 = *(u32 *)(r3 +0); r0 = 0; exit');
    expect(instructions.map(({ probeMem }) => probeMem)).toEqual([false, true, true, false, false]);
  });

  test('what no path reaches', () => {
    const { instructions } = facts('r2 = 1; if r2 == 1 goto a; r2 = 2; r3 = 3; a: r0 = 0; exit');
    expect(instructions.map(({ seen }) => seen)).toEqual([true, true, false, false, true, true]);
  });

  test('the map of a look-up, or that it varies', () => {
    const one = facts(`${found('counts')}; ${done}`);
    expect(one.instructions.find(({ helper }) => helper === 'map_lookup_elem')?.map).toBe(0);
    const source =
      'r6 = map[counts]; r2 = *(u64 *)(r1 +32); if r2 == 0 goto a; r6 = map[percpu]; a: *(u32 *)(r10 -4) = 0; r2 = r10; r2 += -4; r1 = r6; call bpf_map_lookup_elem; r0 = 0; exit';
    const two = facts(source);
    expect(two.instructions.find(({ helper }) => helper === 'map_lookup_elem')?.map).toBe('varies');
    expect(two.usedMaps).toEqual([0, 10]);
  });

  test('the stack of each function, its own and what others touch of it', () => {
    const { functions } = facts(
      'r1 = r10; r1 += -24; call f; r0 = 0; exit; f: *(u64 *)(r1 +0) = 0; *(u8 *)(r10 -3) = 0; r0 = 0; exit',
    );
    expect(functions).toEqual([
      { start: 0, end: 5, stackDepth: 24, tailCalls: false },
      { start: 5, end: 9, stackDepth: 3, tailCalls: false },
    ]);
  });
});

describe('the longest run', () => {
  test.each([
    ['a straight line', 'r0 = 0; exit', 2],
    ['the longer branch', 'r2 = *(u64 *)(r1 +0); if r2 == 0 goto a; r3 = 1; r3 = 2; r3 = 3; a: r0 = 0; exit', 7],
    ['a loop of ten', 'r0 = 10; a: r0 -= 1; if r0 != 0 goto a; exit', 22],
    ['a function', 'call f; r0 = 0; exit; f: r0 = 1; exit', 5],
    [
      'a callback, as often as it may be called',
      'r1 = 5; r2 = func b; r3 = 0; r4 = 0; call bpf_loop; r0 = 0; exit; b: r0 = 0; exit',
      7 + 5 * 2,
    ],
    [
      'each of four elements',
      'r1 = map[counts]; r2 = func b; r3 = 0; r4 = 0; call bpf_for_each_map_elem; r0 = 0; exit; b: r0 = 0; exit',
      7 + 4 * 2,
    ],
    [
      'a number of times that is not known',
      'call bpf_get_prandom_u32; r1 = r0; r2 = func b; r3 = 0; r4 = 0; call bpf_loop; r0 = 0; exit; b: r0 = 0; exit',
      8 + (1 << 23) * 2,
    ],
  ])('%s', (_, source, longest) => {
    expect(facts(source).longestRun).toBe(longest);
  });

  test('paths that were cut short count to their end', () => {
    const source =
      'r2 = *(u64 *)(r1 +32); r3 = 0; if r2 == 0 goto a; r3 = 1; r3 = 2; a: r4 = 1; r4 = 2; r4 = 3; r4 = 4; r4 = 5; r4 = 6; r4 = 7; r4 = 8; r3 = 0; r0 = 0; exit';
    const { longestRun, processed } = facts(source);
    expect(longestRun).toBe(16);
    expect(processed).toBe(16);
  });
});

describe('what a refusal says', () => {
  test('one line: the program, the instruction, the reason', () => {
    const { message, instruction } = refusal(`${found('counts')}; r0 = *(u64 *)(r0 +8); ${done}`);
    expect(message).toBe(
      'test: insn 7 (r0 = *(u64 *)(r0 +8)): invalid access to map value, value_size=8 off=8 size=8; R0 min value is outside of the allowed memory range',
    );
    expect(instruction).toBe(7);
  });

  test('a log of the path, with what each instruction changed', () => {
    const { log } = refusal(
      'r2 = *(u64 *)(r1 +32); r2 &= 15; *(u64 *)(r10 -8) = r2; r3 = *(u64 *)(r2 +0); r0 = 0; exit',
    );
    expect(log.split('\n')).toEqual([
      'from 0: R1=ctx(off=0) R10=fp0',
      '0: (79) r2 = *(u64 *)(r1 +32)           ; R2=scalar()',
      '1: (57) r2 &= 15                        ; R2=scalar(smin=0,smax=15,umax=15,var_off=(0x0; 0xf))',
      '2: (7b) *(u64 *)(r10 -8) = r2           ; R2=scalar(smin=0,smax=15,umax=15,var_off=(0x0; 0xf)) fp-8=scalar(smin=0,smax=15,umax=15,var_off=(0x0; 0xf))',
      "R2 invalid mem access 'scalar'",
    ]);
  });

  test('a log of what was accepted, on demand', () => {
    expect(verify(program('r0 = 0; exit'), { log: true }).log).toBe(
      'from 0: R1=ctx(off=0) R10=fp0\n0: (b7) r0 = 0                          ; R0=0\n1: (95) exit',
    );
    expect(verify(program('r0 = 0; exit')).log).toBe('');
  });

  test('what is not an instruction', () => {
    const input = { ...program('r0 = 0; exit', KPROBE), slots: [{ code: 0xff, dst: 0, src: 0, off: 0, imm: 0 }] };
    expect(() => verify(input)).toThrow(
      new VerifierError(
        'test',
        'instruction 0: opcode 0xff with these fields is not defined',
        undefined,
        'instruction 0: opcode 0xff with these fields is not defined',
      ),
    );
  });
});

test('bpf_conformance: what is refused needs what only an interpreter gives', () => {
  const refused = new Map<string, string[]>();
  for (const { name, code, memory: bytes } of corpus) {
    try {
      verify({ name, slots: readSlots(code, name), context: memory(bytes.length).context!, license: 'GPL' });
    } catch (error) {
      if (!(error instanceof VerifierError)) throw error;
      const reason = error.reason.replaceAll(/-?\d+/g, 'N').replaceAll(/\(.*\)/g, '()');
      refused.set(reason, [...(refused.get(reason) ?? []), name]);
    }
  }
  const counts = Object.fromEntries([...refused].map(([reason, names]) => [reason, names.length]));
  // RFC 9669 takes shifts modulo the width, Linux refuses them as constants; and it has no helpers in registers.
  expect(counts).toEqual({ 'invalid shift N': 12, 'callx: helpers are called by number': 1 });
});
