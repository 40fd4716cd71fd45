import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gridPoints, measure, parseConfiguration, readBenchObject, seriesSubsets, space, WHOLE_GRID, type SweepRow } from '@tracelab/bench';
import { triggerObject } from '@tracelab/bpf';
import { afterAll, describe, expect, test } from 'vitest';
import { parseGrid } from '../src/sweep/grid-input.js';
import { formatSweep, parseSweepFile } from '../src/sweep/result-file.js';
import { planSweep, runSweep, type IndexedPoint, type Shard } from '../src/sweep/run-sweep.js';
import { tracelab } from './recording-host.js';

const directory = mkdtempSync(join(tmpdir(), 'tracelab-sweep-'));
afterAll(() => rmSync(directory, { recursive: true }));
let files = 0;
const newFile = (extension = 'jsonl'): string => join(directory, `${files++}.${extension}`);

const noFiles = { readFile: () => new Uint8Array() };
const object = { name: 'trigger.bpf.o', bytes: triggerObject };
const plan = (words: readonly string[], shard: Shard = { part: 1, of: 1 }) => planSweep(parseGrid(words, noFiles), object, shard);

/** A row whose figures are made up from its index: what is tested is where rows go. */
const madeUp = ({ index, configuration }: IndexedPoint): Promise<SweepRow> => {
  const { core, invoker, hook, series, pool, programs = 1, cores = 1 } = configuration;
  const cost = { cycles: 1000 + index, instructions: 500 };
  return Promise.resolve({ index, id: `row ${index}`, core, mitigations: 'none', invoker, hook, series, pool, programs, cores, ...cost, settled: true, overhead: cost, hit: 0.5 });
};

describe('a grid', () => {
  test('without keys is what the bench measures, and the base', () => {
    const traced = gridPoints([WHOLE_GRID]).filter(({ invoker }) => invoker !== 'none');
    const expected = space(WHOLE_GRID.hook, ['kprobe', 'direct', 'fprobe']).filter(({ pool }) => pool === 'always');
    expect(new Set(traced.map((one) => JSON.stringify({ ...one, mitigations: 'none' })))).toEqual(
      new Set(expected.map((one) => JSON.stringify({ ...one, core: 'cortex-a72', mitigations: 'none' }))),
    );
    expect(gridPoints([WHOLE_GRID])).toHaveLength(1 + expected.length);
  });

  test('is a product in the order of the keys, each point once', () => {
    const { configurations } = parseGrid(['series=all,none', 'invoker=direct,fprobe', 'hook=fexit', 'pool=always,when-needed'], noFiles);
    expect(configurations.map(({ invoker, series }) => `${invoker} ${series.length}`)).toEqual(['direct 2', 'fprobe 4', 'fprobe 0']);
  });

  test('from a file: lists, alternatives, and combinations as names or as lists', () => {
    const text = JSON.stringify([{ invoker: ['fprobe'], hook: ['fentry'], series: ['all', ['rethook', 'ftrace-regs']] }, { invoker: ['kprobe'], hook: ['fentry'] }]);
    const { configurations } = parseGrid(['grid.json'], { readFile: () => new TextEncoder().encode(text) });
    expect(configurations.map(({ invoker, series }) => [invoker, series.join('+')])).toEqual([
      ['fprobe', 'ftrace-regs+ops-direct+fprobe+rethook'], ['fprobe', 'ftrace-regs+rethook'], ['kprobe', ''],
    ]);
  });

  test('every stands for all combinations', () => {
    const { configurations } = parseGrid(['series=every', 'invoker=fprobe', 'hook=fexit'], noFiles);
    expect(configurations.map(({ series }) => series)).toEqual(seriesSubsets());
  });
});

describe('an interruption', () => {
  const whole = plan(['invoker=fprobe', 'hook=fexit', 'series=none,rethook,fprobe,all']);

  test('at any byte: the rows before it are kept, the torn one is measured again, the file is the same', async () => {
    const [out, expected] = [newFile(), newFile()];
    await runSweep(whole, expected, madeUp);
    const failing = (point: IndexedPoint) => (point.index < 3 ? madeUp(point) : Promise.reject(new Error('power cut')));
    await expect(runSweep(whole, out, failing)).rejects.toThrow('power cut');
    const journal = readFileSync(`${out}.partial`);
    const ends = [...journal.keys()].filter((i) => journal[i] === 0x0a).map((i) => i + 1);
    expect(ends).toHaveLength(1 + 3);
    const middles = ends.map((end, i) => Math.floor((end + (ends[i - 1] ?? 0)) / 2));
    for (const cut of [0, 1, ...middles, ...ends.flatMap((end) => [end - 1, end, Math.min(end + 1, journal.length)])]) {
      writeFileSync(`${out}.partial`, journal.subarray(0, cut));
      const measured = await runSweep(whole, out, madeUp);
      const kept = Math.max(0, ends.filter((end) => end <= cut).length - 1);
      expect(measured, `cut at ${cut}`).toBe(whole.points.length - kept);
      expect(readFileSync(out)).toEqual(readFileSync(expected));
      rmSync(out);
    }
    expect(readdirSync(directory).filter((name) => /partial|tmp/.test(name))).toEqual([]);
  });

  test('after the last row, before the journal was removed', async () => {
    const out = newFile();
    await runSweep(whole, out, madeUp);
    const finished = readFileSync(out, 'utf8');
    writeFileSync(`${out}.partial`, finished);
    expect(await runSweep(whole, out, madeUp)).toBe(0);
    expect(readFileSync(out, 'utf8')).toBe(finished);
  });

  test.each(['jsonl', 'csv'])('none: a sweep that is finished is not measured again (%s)', async (extension) => {
    const out = newFile(extension);
    expect(await runSweep(whole, out, madeUp)).toBe(4);
    expect(await runSweep(whole, out, madeUp)).toBe(0);
  });

  test.each([
    ['version', { version: '9.9.9' }],
    ['object', { object: { ...whole.header.object, sha256: '0' } }],
    ['shard', { shard: { part: 1, of: 2 } }],
  ])('of a sweep with another %s is not gone on with', async (what, other) => {
    const out = newFile();
    writeFileSync(`${out}.partial`, `${JSON.stringify({ ...whole.header, ...other })}\n`);
    await expect(runSweep(whole, out, madeUp)).rejects.toThrow(`is of another sweep, with another ${what}: another --out`);
  });

  test('leaves a finished file of another sweep alone', async () => {
    const out = newFile();
    await runSweep(plan(['invoker=kprobe']), out, madeUp);
    const finished = readFileSync(out, 'utf8');
    writeFileSync(`${out}.partial`, `${JSON.stringify(whole.header)}\n`);
    await expect(runSweep(whole, out, madeUp)).rejects.toThrow(/is of another sweep/);
    expect(readFileSync(out, 'utf8')).toBe(finished);
  });

  test.each(['jsonl', 'csv'])('by a run for another shard, which has as many rows (%s)', async (extension) => {
    const out = newFile(extension);
    const words = ['invoker=fprobe', 'hook=fexit', 'series=none,rethook'];
    await runSweep(plan(words, { part: 1, of: 2 }), out, madeUp);
    await expect(runSweep(plan(words, { part: 2, of: 2 }), out, madeUp)).rejects.toThrow(/is of another sweep/);
    expect(await runSweep(plan(words, { part: 1, of: 2 }), out, madeUp)).toBe(0);
  });

  test('and a line that is damaged otherwise is named', async () => {
    const out = newFile();
    writeFileSync(`${out}.partial`, `${JSON.stringify(whole.header)}\n{"index": 0}\n`);
    await expect(runSweep(whole, out, madeUp)).rejects.toThrow(/partial", line 2: not of tracelab\.sweep\/1: id: /);
    writeFileSync(`${out}.partial`, `${JSON.stringify(whole.header)}\nnonsense\n`);
    await expect(runSweep(whole, out, madeUp)).rejects.toThrow(/line 2: not JSON/);
  });

  test('by another sweep: its files are left alone', async () => {
    const out = newFile();
    await runSweep(whole, out, madeUp);
    const other = plan(['invoker=kprobe', 'hook=fentry']);
    await expect(runSweep(other, out, madeUp)).rejects.toThrow(/is of another sweep: another --out, or remove it/);
    rmSync(out);
    await expect(runSweep(whole, out, () => Promise.reject(new Error('power cut')))).rejects.toThrow('power cut');
    await expect(runSweep(other, out, madeUp)).rejects.toThrow(/partial" is of another sweep, with another grid: another --out, or remove it/);
    truncateSync(`${out}.partial`, 5); // A header that was torn is nobody's.
    expect(await runSweep(other, out, madeUp)).toBe(1);
  });
});

describe('shards', () => {
  const words = ['invoker=fprobe', 'series=every'];
  const paths = [1, 2, 3].map(() => newFile());

  test('merge to the file of a sweep without shards', async () => {
    const whole = newFile();
    await runSweep(plan(words), whole, madeUp);
    for (const [i, path] of paths.entries()) await runSweep(plan(words, { part: i + 1, of: 3 }), path, madeUp);
    const merged = await tracelab(['merge', ...paths.toReversed(), '-o', 'all.jsonl']);
    expect(merged).toMatchObject({ status: 0, stdout: '', stderr: '' });
    expect(merged.files['all.jsonl']).toBe(readFileSync(whole, 'utf8'));
    const csv = await tracelab(['merge', ...paths, '-o', 'all.csv', '--json']);
    expect(csv.files['all.csv']).toBe(formatSweep('all.csv', parseSweepFile(whole, readFileSync(whole, 'utf8'))));
    expect(JSON.parse(csv.stdout)).toMatchObject({ schema: 'tracelab.sweep/1', points: 32, rows: { length: 32 } });
  });

  test.each([
    ['a gap', [0, 1], 'of the sweep\'s 32 rows, 10 (2, 5, 8, 11, 14, 17, 20, 23, ...) are missing'],
    ['a duplicate', [0, 1, 2, 1], 'of the sweep\'s 32 rows, 11 (1, 4, 7, 10, 13, 16, 19, 22, ...) are there more than once'],
  ])('%s is said in one line', async (_, which, message) => {
    const { status, stderr, files } = await tracelab(['merge', ...which.map((i) => paths[i]!), '-o', 'all.jsonl']);
    expect({ status, stderr, files }).toEqual({ status: 2, stderr: `tracelab: ${message}\n`, files: {} });
  });

  test('of another sweep are refused', async () => {
    const other = newFile();
    await runSweep(plan(['invoker=kprobe']), other, madeUp);
    const { stderr } = await tracelab(['merge', paths[0]!, other, '-o', 'x.jsonl']);
    expect(stderr).toContain('is of another sweep than');
  });
});

describe('the command', () => {
  const grid = ['--grid', 'invoker=none,direct', 'core=cortex-a72,cortex-a53', 'hook=fentry', '--threads', '1'];

  test('measures what the bench measures, with the overhead over the base of the same core', async () => {
    const out = newFile();
    const { status, stdout, stderr } = await tracelab(['sweep', ...grid, '--out', out, '--json']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const { header, rows } = parseSweepFile(out, readFileSync(out, 'utf8'));
    expect(JSON.parse(stdout)).toEqual({ ...header, rows });
    expect(rows.map(({ index, id, core }) => `${index} ${id} ${core}`)).toEqual([
      '0 base cortex-a72', '1 direct fentry cortex-a72', '2 base cortex-a53', '3 direct fentry cortex-a53',
    ]);
    for (const row of rows) {
      const { cycles, instructions } = measure(parseConfiguration(`${row.id} core=${row.core}`), readBenchObject(triggerObject));
      expect(row).toMatchObject({ cycles, instructions });
      const base = rows.find(({ id, core }) => id === 'base' && core === row.core)!;
      expect(row.overhead).toEqual({ cycles: cycles - base.cycles, instructions: instructions - base.instructions });
      expect(row.hit).toBe(row.overhead.cycles / cycles);
    }
  });

  test('says how far it is on a terminal only', async () => {
    const args = ['sweep', '--grid', 'invoker=none', '--threads', '1', '--out'];
    expect((await tracelab([...args, newFile()])).stderr).toBe('');
    expect((await tracelab([...args, newFile()], { tty: true })).stderr).toBe('\r0 of 1  \x1b[K\r1 of 1  base\x1b[K\r\x1b[K');
  });

  test.each([
    [['--out', 'x.jsonl'], "required option '--grid <key=a,b or file...>' not specified: what to measure"],
    [['--grid', 'core=cortex-a72'], "required option '--out <file>' not specified: where the rows go"],
    [['--grid', 'clock=1', '--out', 'x'], 'grid: unknown key "clock": one of core, mitigations, invoker, hook, series, pool, programs, cores'],
    [['--grid', 'core=a,b', '--out', 'x'], 'unknown core "a": one of cortex-a72'],
    [['--grid', 'series=none+all', '--out', 'x'], 'unknown series "none": one of ftrace-regs'],
    [['--grid', 'core=cortex-a72', 'core=cortex-a53', '--out', 'x'], 'grid: key "core" is given twice'],
    [['--grid', 'invoker=kprobe', 'hook=fmod_ret', '--out', 'x'], 'grid: nothing to measure: a kprobe has no fmod_ret'],
    [['--grid', 'core=cortex-a72', 'grid.json', '--out', 'x'], 'grid "grid.json": key=value,value with a key of core'],
    [['--grid', 'no-such.json', '--out', 'x'], 'cannot read "no-such.json": no such file'],
    [['--grid', 'bad.json', '--out', 'x'], 'grid "bad.json" is not JSON: '],
    [['--grid', 'list.json', '--out', 'x'], 'core: a list of cortex-a72'],
    [['--grid', 'empty.json', '--out', 'x'], 'hook: at least one of fentry, fexit'],
    [['--grid', 'number.json', '--out', 'x'], 'grid: an object with lists, or a list of such'],
    [['--grid', 'invoker=none', '--out', '/no/such/x.jsonl'], 'cannot write "/no/such/x.jsonl": no such directory'],
    [['--grid', 'invoker=none', '--out', ''], 'cannot write rows to "": a regular file, which the sweep can go on with'],
    [['--grid', 'invoker=none', '--out', '-'], 'cannot write rows to "-": a regular file'],
    [['--grid', 'invoker=none', '--out', '/no/such/'], 'cannot write rows to "/no/such/": a regular file'],
    [['--grid', 'invoker=none', '--out', directory], ': a regular file'],
    [['--grid', 'invoker=none', '--out', '/dev/null'], 'cannot write rows to "/dev/null": a regular file'],
    [['--grid', 'invoker=none', '--out', 'x', '--shard', '3/2'], 'It must be i/n with i from 1 to n'],
    [['--grid', 'invoker=none', '--out', 'x', '--threads', '0'], 'It must be a number from 1 to 256.'],
    [['--grid', 'invoker=none', '--out', 'x.csv', '--json'], "option '--json' cannot be used with an --out of CSV"],
  ])('%j is refused', async (args, message) => {
    const file = (text: string) => new TextEncoder().encode(text);
    const files = { 'bad.json': file('{"core":'), 'list.json': file('{"core": "cortex-a72"}'), 'empty.json': file('{"hook": []}'), 'number.json': file('7') };
    const { status, stdout, stderr } = await tracelab(['sweep', ...args], { files });
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^tracelab: .*\n$/);
    expect(stderr).toContain(message);
  });
});

test.each([
  [['a.csv', '-o', 'x.jsonl'], 'cannot merge "a.csv": JSON lines hold what CSV does not'],
  [['a.jsonl', '-o', 'x.jsonl'], '"a.jsonl", line 1: not of tracelab.sweep/1: schema: '],
  [['-o', 'x.jsonl'], "missing required argument 'files'"],
  [['a.jsonl', '-o', '-', '--json'], "option '--json' cannot be used with an --output to standard output"],
  [['a.jsonl'], "required option '-o, --output <file>' not specified"],
])('tracelab merge %j is refused', async (args, message) => {
  const { status, stderr } = await tracelab(['merge', ...args], { files: { 'a.jsonl': new TextEncoder().encode('{"schema":"x"}\n') } });
  expect(status).toBe(2);
  expect(stderr).toContain(message);
});
