import { describe, expect, test } from 'vitest';
import { tracelab, type Recorded } from '../recording-host.js';

/** A counter that is incremented in memory, in a loop of four instructions and 24 bytes. */
const LOOP = `# ldr, add, str, b
400000 f9400001 L:ffff000001000040:8
400004 91000421
400008 f9000001 S:ffff000001000040:8

40000c 17fffffd
`;

const replay = (trace: string, ...options: string[]): Promise<Recorded> =>
  tracelab(['a64', 'replay', '-', ...options], { files: { '-': new TextEncoder().encode(trace) } });

describe('a trace of a loop', () => {
  test('settles at what forwarding from its own store costs', async () => {
    const { status, stdout, stderr } = await replay(LOOP, '--loops', '200', '--json');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const result = JSON.parse(stdout);
    expect(result).toMatchObject({ format: 'tracelab.a64.replay/1', core: 'cortex-a72', loops: 200, measured: 100, settled: true, instructions: 4 });
    expect(result.cycles).toBe(8); // str to ldr 7, add 1
    expect(result.addresses.map(({ address, count }: { address: string; count: number }) => [address, count])).toEqual(
      ['0x400000', '0x400004', '0x400008', '0x40000c'].map((address) => [address, 1]),
    );
    const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
    expect(sum(Object.values(result.causes))).toBe(result.cycles);
    expect(sum(result.addresses.map(({ cycles }: { cycles: number }) => cycles))).toBe(result.cycles);
  });

  test('is printed with its causes and its addresses', async () => {
    const { stdout } = await replay(LOOP, '--loops', '200');
    expect(stdout).toMatch(/^cortex-a72: 8 cycles and 4 instructions per loop \(the last 100 of 200 loops\)\n/);
    expect(stdout).toMatch(/^cause +cycles +%$/m);
    expect(stdout).toMatch(/^ +\d+ +1 +400000 +ldr x1, \[x0\]/m);
  });

  test('costs more from empty caches', async () => {
    expect(JSON.parse((await replay(LOOP, '--json')).stdout).cycles).toBeGreaterThan(200);
  });
});

test.each([
  ['', '<stdin>: an empty trace: a line for each retired instruction, PC WORD'],
  ['400000\n', '<stdin>: line 1: no instruction word behind "400000": PC WORD'],
  ['400000 d503201f\n40000z d503201f\n', '<stdin>: line 2: PC "40000z": a hexadecimal number of up to 16 digits'],
  ['400002 d503201f\n', '<stdin>: line 1: PC "400002" is no multiple of 4'],
  ['400000 1d503201f\n', '<stdin>: line 1: instruction word "1d503201f": a hexadecimal number of up to 8 digits'],
  ['400000 ffffffff\n', '<stdin>: line 1: word ffffffff is no instruction that cortex-a72 has'],
  ['400000 f9400001 M:10:8\n', '<stdin>: line 1: access "M:10:8": L or S, address and size'],
  ['400000 f9400001 L:10\n', '<stdin>: line 1: access "L:10": L or S'],
  ['400000 f9400001 L:10:0\n', '<stdin>: line 1: size "0": 1 to 40 bytes, in hex'],
  ['400000 f9400001 S:10:8\n', '<stdin>: line 1: the instruction loads memory, it does not store'],
  ['400000 f9400001 L:10:4\n', '<stdin>: line 1: the instruction loads 8 bytes, not 4'],
  ['400000 d503201f L:10:8\n', '<stdin>: line 1: the instruction accesses no memory, but an access is recorded'],
  ['\n400000 f9400001\n400004 d503201f\n', '<stdin>: line 2: the instruction loads 8 bytes, but no access is recorded'],
])('%j is refused in one line', async (trace, message) => {
  const { status, stdout, stderr } = await replay(trace);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toMatch(/^tracelab: [^\n]+\n$/);
  expect(stderr).toContain(message);
});

test.each([
  [['--loops', '0'], "option '--loops <number>' argument '0' is invalid. It must be a number of loops, 1 to 999999."],
  [['--core', 'm4'], 'unknown core "m4": one of cortex-a72'],
])('%j is refused', async (options, message) => {
  const { status, stderr } = await replay(LOOP, ...options);
  expect(status).toBe(2);
  expect(stderr).toContain(message);
});

test('a pair is one access or two, of 10 or of 16 bytes', async () => {
  const cycles = async (accesses: string): Promise<number> =>
    JSON.parse((await replay(`400000 a9400801 ${accesses}\n`, '--json')).stdout).cycles;
  const pair = await cycles('L:1000:10');
  expect(await cycles('L:1000:16')).toBe(pair);
  expect(await cycles('L:1008:8 L:0x1000:8')).toBe(pair);
});
