import { describe, expect, test } from 'vitest';
import { MECHANISMS, stackTraces } from '../src/stack-traces/index.js';

const { rows } = stackTraces();
const row = (mechanism: string) => rows.find((one) => one.mechanism === mechanism)!;
const at = (mechanism: string, symbol: string) => {
  const { boundaries, missing, outer, wrong } = row(mechanism).symbols.find(({ name }) => name === symbol)!;
  return [boundaries, missing, outer, wrong];
};
const fexits = ['list, pt_regs', 'list', 'per-callsite ops'];

test('every mechanism has a row, and its symbols add up to it', () => {
  expect(rows.map(({ mechanism }) => mechanism)).toEqual(MECHANISMS.map(({ name }) => name));
  for (const { symbols, boundaries, missing, outer, wrong } of rows) {
    const sum = (count: 'boundaries' | 'missing' | 'outer' | 'wrong') => symbols.reduce((all, one) => all + one[count], 0);
    expect([sum('boundaries'), sum('missing'), sum('outer'), sum('wrong')]).toEqual([boundaries, missing, outer, wrong]);
  }
});

test('an untraced function hides its immediate caller while it has no frame record, and nobody else', () => {
  expect(row('untraced')).toMatchObject({ outer: 0, wrong: 0 });
  // MOV X9, NOP, PACIASP, STP, MOV X29; behind LDP AUTIASP and RET.
  expect(at('untraced', '__arm64_sys_getpgid').slice(1)).toEqual([7, 0, 0]);
  // A leaf never has one.
  const [boundaries, missing] = at('untraced', '__radix_tree_lookup');
  expect(missing).toBe(boundaries);
});

describe('the traced function has no record when its trampoline is entered, so two callers are hidden', () => {
  test.each(['direct fentry', 'direct fexit'])('%s: until the trampoline has made both, and once it has dropped them', (mechanism) => {
    const [, , outer, wrong] = at(mechanism, 'bpf_trampoline___arm64_sys_getpgid');
    expect([outer, wrong]).toEqual([mechanism === 'direct fentry' ? 6 : 5, 0]);
    expect(row(mechanism).outer).toBe(outer);
    expect(row(mechanism).wrong).toBe(0);
  });

  test('ftrace_caller: the records come behind the registers', () => {
    expect(at('fprobe fentry, list, skipped hook', 'ftrace_caller')).toEqual([32, 20, 18, 0]);
    expect(at('fprobe fentry, per-callsite ops, skipped hook', 'ftrace_caller')).toEqual([39, 27, 25, 0]);
    expect(at('fprobe fentry, list, pt_regs, skipped hook', 'ftrace_regs_caller')).toEqual([25, 24, 22, 0]);
  });
});

describe.each(fexits)('a hooked return, %s', (dispatch) => {
  test('is shown right as long as its node is listed: nothing is wrong before the trampoline', () => {
    for (const { mechanism, symbols } of rows) {
      if (!mechanism.startsWith(`fprobe fexit, ${dispatch},`)) continue;
      const wrong = symbols.filter((one) => one.wrong > 0).map(({ name }) => name);
      expect(wrong).toEqual(['arch_rethook_trampoline', 'rethook_trampoline_handler', 'rethook_recycle']);
    }
  });

  test('shows the trampoline as its own caller once the node is unlinked', () => {
    const mechanism = (nodes: string) => `fprobe fexit, ${dispatch}, ${nodes}`;
    expect(at(mechanism('freelist'), 'arch_rethook_trampoline')).toEqual([21, 19, 0, 7]);
    expect(at(mechanism('freelist'), 'rethook_trampoline_handler')).toEqual([57, 21, 18, 18]);
    expect(at(mechanism('shadow-stack'), 'rethook_trampoline_handler')).toEqual([44, 12, 9, 9]);
    expect(at(mechanism('freelist'), 'rethook_recycle')).toEqual([24, 24, 24, 24]);
    expect(['freelist', 'per-cpu', 'shadow-stack'].map((nodes) => row(mechanism(nodes)).wrong)).toEqual([49, 52, 22]);
  });
});

test('so does a kretprobe’s', () => {
  const wrong = row('kretprobe').symbols.filter((one) => one.wrong > 0).map(({ name }) => name);
  expect(wrong).toEqual(['__kretprobe_trampoline', 'trampoline_probe_handler', '__kretprobe_trampoline_handler', 'kprobe_busy_end']);
});

test('what a program that asks for a stack trace gets', () => {
  const isProgram = (name: string): boolean => name.startsWith('bpf_prog_');
  const hidden = rows.flatMap(({ mechanism, symbols }) =>
    symbols.filter(({ name, outer, wrong }) => isProgram(name) && outer + wrong > 0).map(({ boundaries, outer, wrong }) => [mechanism, boundaries - outer, wrong]));
  expect(hidden).toEqual([['kprobe', 0, 0]]);
});

test.each(['kprobe', 'kretprobe'])('a %s’s breakpoint at the entry hides the caller of the probed function from everything that handles it', (mechanism) => {
  const { symbols } = row(mechanism);
  const handlers = symbols.filter(({ name }) => /^(el1|do_debug|kprobe_breakpoint|ret_to_kernel)/.test(name));
  expect(handlers.length).toBeGreaterThan(4);
  for (const { boundaries, outer, wrong } of handlers) expect([outer, wrong]).toEqual([boundaries, 0]);
});
