import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

/** From the build that `npm test` makes first. */
const program = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const run = (line: string) => spawnSync(process.execPath, [program, ...line.split(' ')], { encoding: 'utf8' });

/** Cycles and instructions per call, ops-direct off and on. */
function perCall(line: string) {
  const { status, stderr, stdout } = run(`${line} --calls 200`);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const row = (position: string) => {
    const [, cycles, instructions] = new RegExp(`^${position} +([\\d.]+) +([\\d.]+)$`, 'm').exec(stdout)!;
    return { cycles: Number(cycles), instructions: Number(instructions) };
  };
  return { off: row('off'), on: row('on') };
}

const alone = perCall('--relevant 1 --irrelevant 0');
const beside = perCall('--relevant 1 --irrelevant 10');

test('off, a traced call pays for tracers of another function', () => {
  expect(beside.off.instructions).toBeGreaterThan(alone.off.instructions + 10 * 10);
  expect(beside.off.cycles).toBeGreaterThan(2 * alone.off.cycles);
});

test('on, it does not', () => expect(beside.on).toEqual(alone.on));

test('on is cheaper even without them, as the list is not walked', () => {
  expect(alone.on.instructions).toBeLessThan(alone.off.instructions);
  expect(alone.on.cycles).toBeLessThan(alone.off.cycles);
});

test('two tracers of one function take the list in both positions', () => {
  const { off, on } = perCall('--relevant 2 --irrelevant 0');
  expect(Math.abs(on.instructions - off.instructions)).toBeLessThan(10);
});

test('a function without tracers pays nothing for those of another', () => {
  const [none, others] = [perCall('--relevant 0 --irrelevant 0'), perCall('--relevant 0 --irrelevant 10')];
  expect(others.off).toEqual(none.off);
  expect(others.on).toEqual(none.on);
});

test.each(['--calls 0', '--relevant 100', '--relevant -1', '--irrelevant', '--tracers 3'])(
  '%s is one line that says what would be accepted',
  (line) => {
    expect(run(line)).toMatchObject({
      status: 2,
      stdout: '',
      stderr: `irrelevant-tracers: cannot use "${line}": --relevant 0 to 99, --irrelevant 0 to 99, --calls 1 to 99999\n`,
    });
  },
);
