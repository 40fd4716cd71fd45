import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { parseSweepFile } from '../src/sweep/result-file.js';

/** Kills; as many as the issue asks for in `npm run oracle:sweep -w @tracelab/cli`. */
const KILLS = Number(process.env['TRACELAB_COUNT'] ?? 3);
const SEED = Number(process.env['TRACELAB_SEED'] ?? 1);

/** The command as npx runs it, from the build that `npm test` makes first. */
const bin = fileURLToPath(new URL('../bin/tracelab.js', import.meta.url));
const directory = mkdtempSync(join(tmpdir(), 'tracelab-kill-'));
afterAll(() => rmSync(directory, { recursive: true }));

const GRID = ['invoker=fprobe', 'series=every'];
const POINTS = 2 * 16;

/** Multiplicative congruential, of Park and Miller: a number from 0 to 1. */
let state = SEED;
const random = (): number => (state = (state * 48271) % 0x7fffffff) / 0x7fffffff;

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
    child.kill('SIGKILL');
  }
  const status = await ended;
  expect(stderr).toBe('');
  return status;
}

function kept(out: string): number {
  const partial = `${out}.partial`;
  return existsSync(partial) ? Math.max(0, readFileSync(partial, 'utf8').split('\n').length - 2) : 0;
}

test(`a sweep that is killed ${KILLS} times at a random moment gives the file of one that was not (seed ${SEED})`, { timeout: 600_000 }, async () => {
  const [whole, killed] = [join(directory, 'whole.jsonl'), join(directory, 'killed.jsonl')];
  expect(await sweep(whole, 1)).toBe(0);
  const moments: number[] = [];
  for (let kills = 0; kills < KILLS; kills++) {
    const before = kept(killed);
    // Some die before their first row, and most after a few: the last of them leaves something to do.
    const rows = random() < 0.2 ? 0 : Math.ceil(random() * 2 * (POINTS / (KILLS + 2)));
    const status = await sweep(killed, 2, async (child) => {
      while (rows > 0 && !child.ended && kept(killed) < Math.min(before + rows, POINTS - 1)) await sleep(2);
      await sleep(random() * (rows > 0 ? 30 : 500));
    });
    expect([null, 0]).toContain(status);
    expect(kept(killed) >= before || existsSync(killed)).toBe(true);
    moments.push(kept(killed));
  }
  expect(await sweep(killed, 2)).toBe(0);
  expect(readFileSync(killed)).toEqual(readFileSync(whole));
  expect(existsSync(`${killed}.partial`)).toBe(false);
  expect(parseSweepFile(whole, readFileSync(whole, 'utf8')).rows).toHaveLength(POINTS);
  console.log(`rows that were kept after each kill: ${moments.join(', ')}`);
});
