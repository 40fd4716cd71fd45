import { describe, expect, test } from 'vitest';
import { glob } from '../src/index.js';
import { TracingKernel } from './tracing-kernel.js';

test.each([
  ['vfs_read', ['vfs_read'], ['vfs_reads', 'xvfs_read', 'vfs-read', '']],
  ['vfs_*', ['vfs_', 'vfs_read'], ['vfs', 'do_vfs_read']],
  ['*read', ['read', 'vfs_read'], ['vfs_readv']],
  ['*_re*v', ['vfs_readv', '_rev'], ['vfs_read']],
  ['test?', ['test1', 'test_'], ['test', 'test12']],
  ['test[1-3]', ['test1', 'test3'], ['test4', 'test', 'test-']],
  ['test[!1-3]', ['test4', 'test^'], ['test1', 'test']],
  ['x[]-]y', ['x]y', 'x-y'], ['xy', 'x[y']],
  ['x[!]]y', ['x-y'], ['x]y', 'xy']],
  ['[ab', ['[ab'], ['a', 'b']],
  ['a.b', ['a.b'], ['axb']],
  ['f(x)+$', ['f(x)+$'], ['fx']],
  ['\\*', ['*'], ['x', '\\*']],
  ['[\\^a]', ['\\', '^', 'a'], ['b']],
])('%s', (pattern, fitting, others) => {
  for (const name of fitting) expect(glob(pattern)(name), name).toBe(true);
  for (const name of others) expect(glob(pattern)(name), name).toBe(false);
});

describe('functions by name and glob', () => {
  const { records } = new TracingKernel({ regs: 'on', ops: 'call-ops' }).ftrace;
  const matching = (...patterns: string[]): string[] => records.matching(patterns).map(({ name }) => name).sort();

  test('each once, whatever the list says twice', () => {
    expect(matching('traced')).toEqual(['traced']);
    expect(matching('*traced', 'traced')).toEqual(['also_traced', 'never_traced', 'traced']);
    expect(matching('bpf_fentry_test[3-5]')).toEqual(['bpf_fentry_test3', 'bpf_fentry_test4', 'bpf_fentry_test5']);
    expect(matching('*')).toHaveLength(records.all.length);
  });

  test('! takes out again', () => {
    expect(matching('*traced', '!also*')).toEqual(['never_traced', 'traced']);
    expect(matching('*', '!*')).toEqual([]);
  });

  test('what fits nothing is an error of one line', () => {
    expect(() => matching('traced', 'vfs_*')).toThrow(/^ftrace: "vfs_\*" fits no traceable function; there are [\w, ]+$/);
    expect(() => matching('trace')).toThrow('ftrace: "trace" fits no traceable function');
  });
});
