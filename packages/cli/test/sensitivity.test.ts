import type { Figures, SensitivityResult, SeriesId } from '@tracelab/bench';
import { expect, test } from 'vitest';
import { sensitivityReport } from '../src/sensitivity/report.js';
import { tracelab } from './recording-host.js';

const IDS = [
  'kprobe', 'direct fentry', 'fprobe fentry none', 'fprobe fentry ftrace-regs+fprobe', 'fprobe fentry ftrace-regs+ops-direct+fprobe',
  'fprobe fentry ftrace-regs+ops-direct+fprobe no-pool', 'fprobe fentry all', 'direct fexit', 'fprobe fexit none',
  'fprobe fexit ftrace-regs+fprobe', 'fprobe fexit ftrace-regs+ops-direct+fprobe', 'fprobe fexit all',
];

/** Every overhead is 500, of which all series save 100 in the given shares. */
function figures(base: number, shares: Readonly<Record<SeriesId, number>>, overheads: Readonly<Record<string, number>> = {}): Figures {
  const list = Object.entries(shares).map(([series, share]) => ({
    series: series as SeriesId, alone: 100 * share, last: 100 * share, shapley: 100 * share, share,
  }));
  return { base, overheads: { ...Object.fromEntries(IDS.map((id) => [id, 500])), ...overheads }, shares: { fentry: list, fexit: list } };
}

const even = { 'ftrace-regs': 0.1, 'ops-direct': 0.2, fprobe: 0.4, rethook: 0.3 };
const other: SeriesId[] = ['rethook', 'fprobe', 'ops-direct', 'ftrace-regs'];
const usual: SeriesId[] = ['fprobe', 'rethook', 'ops-direct', 'ftrace-regs'];

const result: SensitivityResult = {
  schema: 'tracelab.sensitivity/1',
  config: { core: 'cortex-a72', workload: 'getpgid', object: 'trigger.bpf.o', range: 0.2 },
  nominal: figures(800, even),
  constants: [
    {
      name: 'ordering.performed', paths: ['ordering.performed'], value: 20, provenance: 'fitted', source: 'a pool', effect: 0.1,
      trials: [
        { value: 16, ...figures(800, even, { 'direct fentry': 480 }) },
        { value: 24, ...figures(840, { ...even, fprobe: 0.25, rethook: 0.45 }, { 'direct fentry': 550 }) },
      ],
    },
    {
      name: 'classes.load.latency', paths: ['classes.load.latency', 'classes.load-pair.latency'], value: 4, provenance: 'measured', source: 's', effect: 0.01,
      trials: [{ value: 3, ...figures(808, even) }],
    },
    { name: 'window.loads', paths: ['window.loads'], value: 32, provenance: 'measured', source: 's', effect: 0, trials: [] },
  ],
  rankings: [
    { hook: 'fentry', order: usual, changes: [{ constant: 'ordering.performed', provenance: 'fitted', value: 24, order: other }], dependsOnFitted: true },
    { hook: 'fexit', order: usual, changes: [{ constant: 'window.loads', provenance: 'measured', value: 26, order: other }], dependsOnFitted: false },
  ],
};

test('the larger move of every figure, with the sign of the constant, and a mark on what was fitted', () => {
  const lines = sensitivityReport(result, 2).split('\n');
  const cells = (start: string): string[] => lines.find((line) => line.startsWith(start))!.split(/ +/);
  expect(cells('ordering.performed*').slice(1, 5)).toEqual(['20', '+5.0', '.', '+10.0']);
  expect(cells('classes.load.latency (+1)').slice(2, 5)).toEqual(['4', '-1.0', '.']); // a faster load made the base slower
  expect(lines).toContain('1 more constants: --limit 3');
  expect(lines.join('\n')).not.toContain('window.loads  ');
});

test('the ranking says whether it depends on what was fitted', () => {
  const text = sensitivityReport(result, 2).replace(/\s+/g, ' ');
  expect(text).toContain(
    'fentry: fprobe, rethook, ops-direct, ftrace-regs It DEPENDS on a fitted constant: ordering.performed gives rethook, fprobe, ops-direct, ftrace-regs at 24.',
  );
  expect(text).toContain('No fitted constant changes it within its range. Others that change it: window.loads.');
});

test.each([
  ['--core m4', 'unknown core "m4": one of cortex-a72'],
  ['--limit 0', "option '--limit <number>' argument '0' is invalid. It must be a number from 1 to 100000."],
  ['--threads many', "option '--threads <number>' argument 'many' is invalid. It must be a number from 1 to 64."],
])('sensitivity %s is refused', async (options, message) => {
  const { status, stdout, stderr } = await tracelab(['sensitivity', ...options.split(' ')]);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toContain(message);
});
