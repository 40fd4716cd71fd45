import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

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

test('a disk that is full is one', async () => {
  const stderr = 'tracelab: cannot write to standard output: no space left on device\n';
  expect(await shell(`${bench} > /dev/full`)).toEqual({ status: 1, stdout: '', stderr });
});
