import { measurements } from '@tracelab/arm64-machine';
import { expect, test } from 'vitest';
import { tracelab } from '../recording-host.js';

test('every published timing of the Cortex-A72 beside its model', async () => {
  const { stdout, status } = await tracelab(['a64', 'time', '--table']);
  expect(status).toBe(0);
  expect(stdout).toMatch(/^ldr, latency +4\.00 +4\.00 +insn_bench_aarch64, LX2160A$/m);
  expect(stdout).toMatch(/^int mod +9\.34 +[\d.]+ +misses +lmbench/m);
  expect(stdout).toMatch(/^int mod: the divider exits earlier/m);
});

test('as JSON, on another core', async () => {
  const { stdout } = await tracelab(['a64', 'time', '--table', '--core', 'firestorm', '--json']);
  const { format, core, rows } = JSON.parse(stdout);
  expect({ format, core }).toEqual({ format: 'tracelab.a64.time-table/1', core: 'firestorm' });
  expect(rows).toHaveLength(measurements['firestorm']!.length);
  expect(rows[0]).toEqual({
    name: 'ldr, latency',
    text: 'ldr x0, [x0]',
    published: 3,
    modelled: 3,
    agrees: true,
    source: 'insn_bench_aarch64, M1',
  });
});

test('is not of a pattern', async () => {
  const { stderr, status } = await tracelab(['a64', 'time', '--table', '--asm', 'nop']);
  expect(status).not.toBe(0);
  expect(stderr).toBe("tracelab: option '--table' cannot be used with option '--asm <text>'\n");
});
