import { spawnSync } from 'node:child_process';
import { oracle } from '@tracelab/testing';
import { expect, test } from 'vitest';
import { LinuxProcess } from '../../src/linux-user/index.js';
import { cortexA72, createTimingModel } from '../../src/timing/index.js';
import { withProgram } from './build.js';

/** Instructions that none of the programs comes near. */
const LIMIT = 200_000_000;

oracle('aarch64-linux-gnu-gcc', 'qemu-aarch64')('programs compiled with gcc -O2', () => {
  const programs = ['sort', 'sha256', 'allocator', 'exceptions', 'threads'];

  test.each([...programs.map((name) => [name, 'armv8-a'] as const), ['threads', 'armv8.1-a'] as const])(
    '%s for %s: output and exit status are those under qemu-aarch64',
    (name, architecture) => {
      withProgram(name, architecture, (path, file) => {
        const theirs = spawnSync('qemu-aarch64', [path]);
        const output: Uint8Array[] = [];
        const process = new LinuxProcess(file, {
          argv: [path],
          onWrite: (fd, bytes) => void (fd === 1 && output.push(bytes)),
        });
        expect(process.run(LIMIT)).toEqual({ kind: 'exited', status: theirs.status });
        expect(Buffer.concat(output).toString()).toBe(theirs.stdout.toString());
        expect(theirs.stdout.length).toBeGreaterThan(20);
        expect([...process.missing]).toEqual([]);
      });
    },
  );

  test('timed on a core, a program does the same', () => {
    withProgram('exceptions', 'armv8-a', (path, file) => {
      const output: Uint8Array[] = [];
      const timing = createTimingModel(cortexA72);
      const process = new LinuxProcess(file, {
        timing,
        features: cortexA72.features,
        onWrite: (_fd, bytes) => output.push(bytes),
      });
      expect(process.run(LIMIT)).toEqual({ kind: 'exited', status: 3 });
      expect(Buffer.concat(output).toString()).toBe(spawnSync('qemu-aarch64', [path]).stdout.toString());
      const retired = timing.retiredOf.reduce((sum, count) => sum + count, 0);
      expect(retired).toBe(process.machine.processor.retired);
      expect(timing.cycles).toBeGreaterThan(retired / 3);
    });
  });

  test('the program sees LSE only where the core has it', () => {
    withProgram('threads', 'armv8.1-a', (_path, file) => {
      const process = new LinuxProcess(file, { features: cortexA72.features });
      const ending = process.run(LIMIT);
      expect(ending).toMatchObject({ kind: 'killed', name: 'SIGILL' });
      expect(ending?.kind === 'killed' && ending.fault.message).toMatch(
        /^undefined instruction: word 0x[0-9a-f]{8} at 0x/,
      );
    });
  });
});
