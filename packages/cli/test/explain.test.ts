import { configurationId, explain, parseConfiguration, readBenchObject, type Explanation } from '@tracelab/bench';
import { triggerObject } from '@tracelab/bpf';
import { describe, expect, test } from 'vitest';
import { explainReport } from '../src/explain/report.js';
import { tracelab } from './recording-host.js';

const json = await tracelab(['explain', 'direct fexit', '--json']);
const explained = JSON.parse(json.stdout) as Explanation;
const hottest = explained.symbols.slice(0, 5).map(({ name }) => name);
const text = explainReport(explained, hottest);

test('--json is the explanation', () => {
  expect(json).toMatchObject({ status: 0, stderr: '' });
  expect(explained).toEqual(explain(parseConfiguration('direct fexit'), readBenchObject(triggerObject)));
});

test('cycles are those of the bench', async () => {
  const { stdout } = await tracelab(['bench', '--json', '--invoker', 'direct', '--hook', 'fexit']);
  const { rows } = JSON.parse(stdout) as { rows: { id: string; cycles: number; instructions: number }[] };
  expect(rows).toMatchObject([{ id: explained.id, cycles: explained.cycles, instructions: explained.instructions }]);
});

test('what is printed adds up: own cycles of the tree, and of the functions', () => {
  const part = (title: string) => text.split(title)[1]!.split('\n\n')[1]!.split('\n').slice(1).map((line) => line.trim().split(/ +/));
  const sum = (rows: string[][], column: number) => rows.reduce((all, row) => all + Number(row[column]), 0);
  expect(sum(part('1. Callers and callees'), 2)).toBe(explained.cycles);
  expect(sum(part('2. Functions'), 0)).toBe(explained.cycles);
  const [, head] = /\n(\w+): (\d+) cycles/.exec(text)!;
  expect(head).toBe(hottest[0]);
  const lines = text.split(`\n${head}: `)[1]!.split('\n\n')[0]!.split('\n').slice(2).map((line) => line.trim().split(/ +/)[0]!);
  expect(lines.reduce((all, cycles) => all + (Number(cycles) || 0), 0)).toBe(explained.symbols[0]!.self.cycles);
});

test('the text fits 80 columns, in ASCII; colours on a terminal only, and not with NO_COLOR', async () => {
  for (const line of text.split('\n')) expect(line).toMatch(/^[ -~]{0,80}$/);
  const args = ['explain', 'base'];
  const { stdout: plain } = await tracelab(args);
  const { stdout } = await tracelab(args, { tty: true });
  expect(stdout).toContain('\x1b[1m1. Callers and callees\x1b[22m');
  // eslint-disable-next-line no-control-regex -- Colours are control characters.
  expect(stdout.replace(/\x1b\[\d+m/g, '')).toBe(plain);
  expect((await tracelab(args, { tty: true, env: { NO_COLOR: '1' } })).stdout).toBe(plain);
});

test('--symbol and --limit say which functions are annotated', async () => {
  const annotated = async (...args: string[]) => {
    const { stdout } = await tracelab(['explain', 'kprobe', ...args]);
    return [...stdout.split('3. Instructions')[1]!.matchAll(/^(\w+): /gm)].map(([, name]) => name);
  };
  expect(await annotated('--symbol', 'vectors,ret_to_kernel')).toEqual(['vectors', 'ret_to_kernel']);
  expect(await annotated('--symbol', 'bpf_prog_*,ret_to_*,vectors,vec*')).toEqual([expect.stringMatching(/^bpf_prog_\w+_trigger_kprobe$/), 'ret_to_kernel', 'ret_to_user', 'vectors']);
  expect(await annotated('--limit', '1')).toEqual(['ret_to_kernel']);
});

describe('the configuration by options', () => {
  test.each([
    [[], 'fprobe fentry all', 'cortex-a72'],
    [['--invoker', 'kprobe', '--core', 'cortex-a53'], 'kprobe', 'cortex-a53'],
    [['--invoker', 'direct', '--hook', 'fexit'], 'direct fexit', 'cortex-a72'],
    [['--invoker', 'none', '--mitigations', 'bhb'], 'base', 'cortex-a72'],
    [['--series', 'none', '--pool', 'when-needed'], 'fprobe fentry none no-pool', 'cortex-a72'],
    [['kprobe core=cortex-a53', '--core', 'neoverse-n1'], 'kprobe', 'cortex-a53'],
  ])('%j', async (args, id, core) => {
    const { stdout } = await tracelab(['explain', ...args, '--json']);
    const { config, ...explained } = JSON.parse(stdout) as Explanation;
    expect([explained.id, configurationId(config), config.core]).toEqual([id, id, core]);
  });
});

describe('what cannot be is refused in one line', () => {
  test.each([
    [['kprob'], 'configuration "kprob": no invoker "kprob"; one of base, kprobe, '],
    [['kprobe', '--hook', 'fentry'], 'configuration "kprobe" and --hook: give one of them'],
    [['--invoker', 'kprobe', '--hook', 'fmod_ret'], 'invoker "kprobe" has no hook "fmod_ret"'],
    [['--invoker', 'direct', '--series', 'all'], '--series is a choice for invoker "fprobe", not for "direct"'],
    [['--hook', 'fexit', '--pool', 'when-needed'], '--pool when-needed is about fentry'],
    [['--invoker', 'kprobe,direct'], 'unknown invoker "kprobe,direct": one of none, kprobe, direct, fprobe'],
    [['base', '--symbol', 'ftrace_caller'], 'symbol "ftrace_caller": the call does not pass it; one of '],
    [['base', '--symbol', 'ftrace_*'], 'symbol "ftrace_*": the call does not pass it; one of '],
    [['base', '--symbol', 'vector.'], 'symbol "vector.": the call does not pass it'],
    [['base', '--symbol', 'vectors', '--limit', '1'], "option '--symbol <names>' cannot be used with option '--limit <number>'"],
    [['base', '--limit', '0'], 'It must be a number from 1 to 1000.'],
    [['base', 'kprobe'], 'explain takes 1 argument: "kprobe" is too many'],
    [['--object', 'no/such.o'], 'cannot read "no/such.o": no such file'],
  ])('%j', async (args, message) => {
    const { status, stdout, stderr } = await tracelab(['explain', ...args]);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^tracelab: .*\n$/);
    expect(stderr).toContain(message);
  });
});
