import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

/** From the build that `npm test` makes first. */
const program = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const run = (...args: string[]) => spawnSync(process.execPath, [program, ...args], { encoding: 'utf8' });

/** The rows of the table, by label. */
function table(...args: string[]): Map<string, number[]> {
  const { status, stderr, stdout } = run(...args);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const rows = stdout.matchAll(/^(.{22}) +([\d.]+) +([\d.]+)$/gm);
  return new Map(Array.from(rows, ([, label, first, second]) => [label!.trim(), [Number(first), Number(second)]]));
}

test('it adds up, in four instructions for each word and three around the loop', () => {
  expect(run('cortex-a72', '100').stdout).toContain('sum of 1 to 100 on cortex-a72: 5050\n');
  expect(table('cortex-a72', '100').get('instructions')).toEqual([403, 403]);
});

test.each(['cortex-a72', 'cortex-a53', 'neoverse-n1', 'firestorm'])('warm caches save cycles on %s', (core) => {
  const rows = table(core, '1000');
  const [cold, warm] = rows.get('cycles')!;
  expect(warm).toBeLessThan(cold!);
  expect(rows.get('DRAM')![0]).toBeGreaterThan(0);
  expect(rows.get('DRAM')![1]).toBe(0);
});

test('the causes add up to the cycles', () => {
  const rows = table('cortex-a72', '1000');
  const causes = [...rows].filter(([label]) => !['instructions', 'cycles', 'per word'].includes(label));
  const [cold, warm] = [0, 1].map((call) => causes.reduce((sum, [, cycles]) => sum + cycles[call]!, 0));
  const [coldCycles, warmCycles] = rows.get('cycles')!;
  expect(Math.abs(cold! - coldCycles!)).toBeLessThan(causes.length);
  expect(Math.abs(warm! - warmCycles!)).toBeLessThan(causes.length);
});

test.each([['cortex-a73'], ['cortex-a72', '0'], ['cortex-a72', '100000'], ['cortex-a72', '10', 'more']])(
  '%s %s is one line that says what would be accepted',
  (...args) => {
    expect(run(...args)).toMatchObject({
      status: 2,
      stdout: '',
      stderr: `timed-routine: cannot use "${args.join(' ')}": one of cortex-a72, cortex-a53, neoverse-n1, firestorm, and 1 to 99999 words\n`,
    });
  },
);
