import { MissedHitsError, POINTS, prepare, readBenchObject } from '@tracelab/bench';
import { triggerObject } from '@tracelab/bpf';
import { expect, test } from 'vitest';
import { report } from '../src/errors.js';
import { withInstruction } from './changed-object.js';
import { tracelab } from './recording-host.js';

const FENTRY = 'fentry/__arm64_sys_getpgid';
const args = ['bench', '--hook', 'fentry', '--invoker', 'direct', '--object', 'x.o'];

test('a program that does not count its calls', async () => {
  const adds0 = withInstruction(FENTRY, { code: 0xb7, registers: 1, imm: 0 }); // r1 = 0, and that is added
  const { status, stdout, stderr } = await tracelab(args, { files: { 'x.o': adds0 } });
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr).toMatch(/^tracelab: direct fentry: the program counted 0 of \d+ calls\n$/);
});

test('a fault of the simulated kernel, here a loop without end, is reported with symbol, instruction, registers and call chain', () => {
  const { kernel, iterate } = prepare({ ...POINTS.direct, core: 'cortex-a72' }, readBenchObject(triggerObject));
  const program = kernel.symbols.entries().find(({ name }) => name.endsWith('_trigger_fentry'))!;
  kernel.memory.write(program.address + 4n, 4, 0x14000000n); // b .
  let stderr = '';
  try {
    iterate();
  } catch (error) {
    expect(report(error, { write: (text) => (stderr += String(text)) })).toBe(1);
  }
  expect(stderr).toMatch(/^tracelab: the simulated machine stopped: /);
  expect(stderr).toMatch(/bpf_prog_\w+_trigger_fentry\+0x/);
  expect(stderr).toMatch(/^ +x0 [0-9a-f]{16}/m);
  expect(stderr).toContain('call chain:');
});

test("an error that nobody foresaw is the lab's, and says where it comes from", () => {
  let stderr = '';
  expect(report(new TypeError('x is undefined'), { write: (text) => (stderr += String(text)) })).toBe(1);
  expect(stderr).toMatch(/^tracelab: internal error: TypeError: x is undefined\n +at /);
  expect(report(new MissedHitsError('kprobe', 1n, { done: 2, underWay: 0 }, 1), { write: (text) => (stderr = String(text)) })).toBe(1);
  expect(stderr).toBe('tracelab: kprobe: the program counted 1 of 2 calls\n');
});
