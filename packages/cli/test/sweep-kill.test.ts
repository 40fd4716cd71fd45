import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { formatSweep, parseSweepFile } from '../src/sweep/result-file.js';

/** Kills of each kind of file; as many as anybody wants in `npm run oracle:sweep -w @tracelab/cli`. */
const KILLS = Number(process.env['TRACELAB_COUNT'] ?? 2);
const SEED = Number(process.env['TRACELAB_SEED'] ?? 1);

/** The command as npx runs it, from the build that `npm test` makes first. */
const bin = fileURLToPath(new URL('../bin/tracelab.js', import.meta.url));
const directory = mkdtempSync(join(tmpdir(), 'tracelab-kill-'));
afterAll(() => rmSync(directory, { recursive: true }));

const HOOKS = KILLS > 3 ? ['fentry', 'fexit'] : ['fexit'];
const GRID = ['invoker=fprobe', 'series=every', `hook=${HOOKS.join(',')}`];
const POINTS = HOOKS.length * 16;

/** Multiplicative congruential, of Park and Miller: a number from 0 to 1. */
let state = SEED;
const random = (): number => (state = (state * 48271) % 0x7fffffff) / 0x7fffffff;

const oneOf = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;

/** How a run may end before its time: by the machine, by a person, by whoever shares the machine out. */
const SIGNALS = ['SIGKILL', 'SIGINT', 'SIGTERM'] as const;

/** @returns the exit status, or null where it was killed */
async function sweep(out: string, threads: number, kill?: (child: { readonly ended: boolean }) => Promise<void>): Promise<number | null> {
  const child = spawn(process.execPath, [bin, 'sweep', '--grid', ...GRID, '--out', out, '--threads', String(threads)], { stdio: ['ignore', 'inherit', 'pipe'] });
  let stderr = '';
  child.stderr.on('data', (text: Buffer) => (stderr += text.toString()));
  const state = { ended: false };
  const ended = new Promise<number | null>((resolve) => child.on('exit', (status) => {
    state.ended = true;
    resolve(status);
  }));
  if (kill) {
    await kill(state);
    child.kill(oneOf(SIGNALS));
  }
  const status = await ended;
  expect(stderr).toBe('');
  return status;
}

/** Indices of the rows that are in the journal. */
function kept(out: string): number[] {
  const partial = `${out}.partial`;
  if (!existsSync(partial)) return [];
  const lines = readFileSync(partial, 'utf8').split('\n').slice(1, -1);
  return lines.map((line) => (JSON.parse(line) as { index: number }).index);
}

/** As a machine leaves it that lost its power while the last row was written. */
function tearLastRow(out: string): void {
  const bytes = readFileSync(`${out}.partial`);
  const start = bytes.lastIndexOf(0x0a, bytes.length - 2) + 1;
  truncateSync(`${out}.partial`, start + Math.floor(random() * (bytes.length - start)));
}

const whole = join(directory, 'whole.jsonl');

beforeAll(async () => {
  expect(await sweep(whole, 2)).toBe(0);
  expect(parseSweepFile(whole, readFileSync(whole, 'utf8')).rows).toHaveLength(POINTS);
}, 120_000);

test.each(['jsonl', 'csv'])(`a sweep that is killed ${KILLS} times at a random moment gives the file of one that was not (%s, seed ${SEED})`, { timeout: 600_000 }, async (extension) => {
  const killed = join(directory, `killed.${extension}`);
  const moments: number[] = [];
  for (let kills = 0; kills < KILLS; kills++) {
    const before = kept(killed);
    // Some die before their first row, and most after a few: the last of them leaves something to do.
    const rows = random() < 0.2 ? 0 : Math.ceil(random() * 2 * (POINTS / (KILLS + 2)));
    const status = await sweep(killed, oneOf([1, 2, 3]), async (child) => {
      while (rows > 0 && !child.ended && kept(killed).length < Math.min(before.length + rows, POINTS - 1)) await sleep(2);
      await sleep(random() * (rows > 0 ? 30 : 500));
    });
    expect([null, 0]).toContain(status);
    const after = kept(killed);
    if (!existsSync(killed)) expect(after.slice(0, before.length)).toEqual(before);
    expect(new Set(after).size).toBe(after.length);
    if (after.length > before.length && random() < 0.3) tearLastRow(killed);
    moments.push(after.length);
  }
  expect(await sweep(killed, 2)).toBe(0);
  expect(readFileSync(killed, 'utf8')).toBe(formatSweep(killed, parseSweepFile(whole, readFileSync(whole, 'utf8'))));
  expect(existsSync(`${killed}.partial`)).toBe(false);
  console.log(`rows that were kept after each kill: ${moments.join(', ')}`);
});
