import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { BENCH_HOOKS, HOOKS, INVOKERS, POOLS, SERIES_IDS } from '@tracelab/bench';
import { MITIGATIONS } from '@tracelab/kernel';
import * as v from 'valibot';
import { beforeAll, describe, expect, test } from 'vitest';
import { tracelab } from './recording-host.js';

const figure = v.pipe(v.number(), v.finite());
const cost = v.strictObject({ cycles: figure, instructions: figure });
const series = v.array(v.picklist(SERIES_IDS));

/** tracelab.bench/1: what programs may rely on. */
const Document = v.strictObject({
  schema: v.literal('tracelab.bench/1'),
  config: v.strictObject({
    core: v.string(),
    workload: v.string(),
    object: v.string(),
    hooks: v.array(v.picklist(HOOKS)),
    mitigations: v.picklist(MITIGATIONS),
    invokers: v.array(v.picklist(INVOKERS)),
    series: v.nullable(series),
  }),
  base: cost,
  rows: v.array(
    v.strictObject({
      id: v.string(),
      invoker: v.picklist(INVOKERS),
      hook: v.picklist(HOOKS),
      series,
      pool: v.picklist(POOLS),
      ...cost.entries,
      overhead: cost,
      hit: figure,
    }),
  ),
  unsettled: v.array(v.string()),
  shares: v.array(
    v.strictObject({
      hook: v.picklist(HOOKS),
      series: v.picklist(SERIES_IDS),
      alone: figure,
      last: figure,
      shapley: figure,
      share: figure,
    }),
  ),
  published: v.array(
    v.strictObject({
      id: v.string(),
      row: v.string(),
      source: v.string(),
      metric: v.picklist(['cycles', 'overhead', 'hit', 'ratio to direct']),
      published: figure,
      predicted: figure,
      error: figure,
      fitted: v.boolean(),
    }),
  ),
  fitted: v.array(v.strictObject({ name: v.string(), value: figure, on: v.string() })),
});

describe('the whole bench', () => {
  let json: string;
  let result: v.InferOutput<typeof Document>;
  beforeAll(async () => {
    const { status, stdout, stderr } = await tracelab(['bench', '--json']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    json = stdout;
    result = v.parse(Document, JSON.parse(json));
  }, 60_000);

  test('a second run is the same to the byte', async () => {
    expect((await tracelab(['bench', '--json'])).stdout).toBe(json);
  });

  test('every combination for both hooks, kprobe, direct calls, and the reading without a pool', () => {
    const count = (of: Partial<(typeof result.rows)[number]>): number =>
      result.rows.filter((row) => Object.entries(of).every(([key, value]) => row[key as keyof typeof row] === value))
        .length;
    for (const hook of BENCH_HOOKS) {
      expect(count({ invoker: 'kprobe', hook })).toBe(1);
      expect(count({ invoker: 'direct', hook })).toBe(1);
      expect(count({ invoker: 'fprobe', hook, pool: 'always' })).toBe(16);
    }
    expect(count({ pool: 'when-needed' })).toBe(1);
    expect(new Set(result.rows.map(({ id }) => id)).size).toBe(result.rows.length);
  });

  test('overhead and hit follow from the base', () => {
    for (const { cycles, instructions, overhead, hit } of result.rows) {
      expect(overhead).toEqual({
        cycles: cycles - result.base.cycles,
        instructions: instructions - result.base.instructions,
      });
      expect(hit).toBeCloseTo(1 - result.base.cycles / cycles, 12);
    }
  });

  test('shares add up to what all series save together', () => {
    for (const hook of BENCH_HOOKS) {
      const cycles = (switches: string): number =>
        result.rows.find(({ id }) => id === `fprobe ${hook} ${switches}`)!.cycles;
      const shares = result.shares.filter((share) => share.hook === hook);
      expect(shares.map((share) => share.series)).toEqual(SERIES_IDS);
      expect(shares.reduce((sum, { shapley }) => sum + shapley, 0)).toBeCloseTo(cycles('none') - cycles('all'), 6);
    }
  });

  test('every published figure has a prediction, and the base is the only one that was fitted on', () => {
    expect(result.published.map(({ id }) => id)).toEqual(
      expect.arrayContaining(['xu kprobe', 'xu direct', 'xu fprobe', 'rfc fprobe, none']),
    );
    expect(result.published.filter(({ fitted }) => fitted).map(({ id }) => id)).toEqual(['xu base']);
  });
});

test('the object from a file measures as the one that comes with the lab', async () => {
  const args = ['bench', '--csv', '--series', 'all', '--hook', 'fexit'];
  const path = fileURLToPath(new URL('../../../programs/trigger.bpf.o', import.meta.url));
  const fromFile = await tracelab([...args, '--object', path], { files: { [path]: readFileSync(path) } });
  expect(fromFile).toEqual(await tracelab(args));
  expect(fromFile.stdout.trimEnd().split('\n')).toHaveLength(1 + 4); // base, kretprobe, direct call, fprobe under the heads
});

test('mitigations cost cycles in the base and in every row, and nobody measured them but on the null system call', async () => {
  const args = ['bench', '--json', '--invoker', 'direct', '--hook', 'fentry'];
  const run = async (...more: string[]) => v.parse(Document, JSON.parse((await tracelab([...args, ...more])).stdout));
  const [plain, mitigated] = [await run(), await run('--mitigations', 'bhb')];
  expect(mitigated.base.instructions - plain.base.instructions).toBe(33);
  expect(mitigated.base.cycles - plain.base.cycles).toBeGreaterThan(60);
  expect(mitigated.rows[0]!.overhead.instructions).toBe(plain.rows[0]!.overhead.instructions);
  expect(mitigated.published.map(({ row }) => row)).toEqual(['lat_syscall null']);
  expect(mitigated.published[0]!.predicted).toBe(plain.published.find(({ row }) => row === 'lat_syscall null')!.predicted);
});

describe('on a terminal', () => {
  const args = ['bench', '--hook', 'fentry', '--invoker', 'direct'];

  test('colours, and a progress line that is gone at the end', async () => {
    const { stdout, stderr } = await tracelab(args, { tty: true });
    expect(stdout).toContain('\x1b[1m1. Who calls the program\x1b[22m');
    expect(stderr).toBe('\r0 of 3  base\x1b[K\r1 of 3  lat_syscall null\x1b[K\r2 of 3  direct fentry\x1b[K\r3 of 3  \x1b[K\r\x1b[K');
  });

  test.each([{ NO_COLOR: '1' }, { TERM: 'dumb' }])('no colours with %o', async (env) => {
    expect((await tracelab(args, { tty: true, env })).stdout).not.toContain('\x1b');
  });

  test('plain text when it is none', async () => {
    const { stdout, stderr } = await tracelab(args);
    expect(stdout).not.toContain('\x1b');
    expect(stderr).toBe('');
  });
});
