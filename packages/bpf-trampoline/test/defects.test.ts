import { describe, expect, test } from 'vitest';
import { DEFECTS, runDefect, type DefectId, type Observed } from '../src/index.js';

/** What each scenario shows with the defect, and without. */
const expected: Record<DefectId, { defect: Observed; fixed: Observed }> = {
  'leaked-counts': {
    defect: { 'suppressed runs': 3, 'RCU read locks held': 3n, 'times migration is disabled': 3n, 'runs counted as under way': 3n, 'run context left behind': 'a dead one' },
    fixed: { 'suppressed runs': 3, 'RCU read locks held': 0n, 'times migration is disabled': 0n, 'runs counted as under way': 0n, 'run context left behind': 'none' },
  },
  'overflowed-arguments': {
    defect: { result: '2', 'words overwritten behind the node': 2 },
    fixed: { result: '2', 'words overwritten behind the node': 0 },
  },
  'edited-list': {
    defect: { 'runs of the program behind the one that is taken off': 0, result: expect.stringMatching(/0x6b6b6b6b6b6b6b/) as unknown as string },
    fixed: { 'runs of the program behind the one that is taken off': 1, result: '2' },
  },
  'truncated-result': {
    defect: { 'the program returns': '0x100000000', 'the caller gets': '0x2', 'times the function ran': 1n },
    fixed: { 'the program returns': '0x100000000', 'the caller gets': '0x100000000', 'times the function ran': 0n },
  },
  'node-for-entry': {
    defect: { 'calls with no node free': 1, 'runs of the fentry program': 0, missed: 1n },
    fixed: { 'calls with no node free': 1, 'runs of the fentry program': 1, missed: 0n },
  },
  'lost-exits': {
    defect: { calls: 3, 'returns that the exit handler saw': 0 },
    fixed: { calls: 3, 'returns that the exit handler saw': 3 },
  },
  'invisible-result': {
    defect: { 'the program returned': -22n, 'behind the arguments, before exit programs run': 0n },
    fixed: { 'the program returned': -22n, 'behind the arguments, before exit programs run': -22n },
  },
  'wrong-function-ip': {
    defect: { 'bpf_get_func_ip, from the function on': 4n, 'bpf_get_func_arg_cnt of one argument': 0n },
    fixed: { 'bpf_get_func_ip, from the function on': 0n, 'bpf_get_func_arg_cnt of one argument': 1n },
  },
  'orphaned-hooks': {
    defect: { 'calls, one more than there are nodes': 9, 'of them overridden': 8, 'hooks that stay pending': 8 },
    fixed: { 'calls, one more than there are nodes': 9, 'of them overridden': 9, 'hooks that stay pending': 0 },
  },
};

describe.each(Object.keys(DEFECTS) as DefectId[])('%s', (id) => {
  test('shows on a kernel that has it', () => expect(runDefect(id, { fixed: false })).toEqual(expected[id].defect));
  test('does not show on one that has not', () => expect(runDefect(id, { fixed: true })).toEqual(expected[id].fixed));
});
