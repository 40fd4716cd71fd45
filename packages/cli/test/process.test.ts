import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';

const directory = mkdtempSync(join(tmpdir(), 'tracelab-process-'));
afterAll(() => rmSync(directory, { recursive: true }));

/** The command as npx runs it, from the build that `npm test` makes first. */
const bin = fileURLToPath(new URL('../bin/tracelab.js', import.meta.url));

function shell(line: string): Promise<{ status: unknown; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    const env = { ...process.env, TRACELAB: bin, NODE: process.execPath };
    execFile('bash', ['-c', line], { env }, (error, stdout, stderr) =>
      resolve({ status: error?.code ?? 0, stdout, stderr }),
    );
  });
}

const bench = '"$NODE" "$TRACELAB" bench --hook fentry --invoker direct';

test('the status and the line of an error reach the shell', async () => {
  expect(await shell('"$NODE" "$TRACELAB" bench --series ftrace-reg')).toEqual({
    status: 2,
    stdout: '',
    stderr: 'tracelab: unknown series "ftrace-reg": one of ftrace-regs, ops-direct, fprobe, rethook, or none alone, or all alone\n',
  });
});

test('a reader that leaves early is no failure', async () => {
  expect(await shell(`${bench} | true; echo "\${PIPESTATUS[0]}"`)).toEqual({ status: 0, stdout: '0\n', stderr: '' });
});

test('a file that is full is one; a sweep goes on where it was', async () => {
  const out = join(directory, 'rows.jsonl');
  const sweep = `"$NODE" "$TRACELAB" sweep --grid invoker=none,kprobe,direct hook=fentry core=cortex-a72,cortex-a53 --threads 1 --out ${out}`;
  const stderr = `tracelab: cannot write "${out}.partial": file too large; its rows are kept, the same command goes on with them\n`;
  expect(await shell(`ulimit -f 1; ${sweep}`)).toEqual({ status: 1, stdout: '', stderr });
  expect(statSync(`${out}.partial`).size).toBe(1024);
  expect(await shell(sweep)).toEqual({ status: 0, stdout: '', stderr: '' });
  expect(readFileSync(out, 'utf8').trimEnd().split('\n')).toHaveLength(1 + 6);
});

test('standard input may take its time', async () => {
  const stderr = 'tracelab: "-": schema "tracelab.review/1": one of tracelab.bench/1, tracelab.contention/1, tracelab.sweep/1\n';
  const slow = `(sleep 0.5; echo '{"schema":'; sleep 0.5; echo '"tracelab.review/1"}')`;
  expect(await shell(`${slow} | "$NODE" "$TRACELAB" report -`)).toEqual({ status: 2, stdout: '', stderr });
});

test('a disk that is full is one', async () => {
  const stderr = 'tracelab: cannot write to standard output: no space left on device\n';
  expect(await shell(`${bench} > /dev/full`)).toEqual({ status: 1, stdout: '', stderr });
  const traced = '"$NODE" "$TRACELAB" trace base --format collapsed -o /dev/full';
  expect(await shell(traced)).toEqual({ status: 1, stdout: '', stderr: 'tracelab: cannot write "/dev/full": no space left on device\n' });
});
