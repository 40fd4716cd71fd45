import { ESLint } from 'eslint';
import { expect, test } from 'vitest';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const eslint = new ESLint({ cwd: root });

/** What lint says about a file of `from` that imports `to`. */
async function importing(from: string, to: string): Promise<string[]> {
  const filePath = `${root}packages/${from}/src/probe.ts`;
  const [result] = await eslint.lintText(`import * as it from '${to}';\nconsole.log(it);\n`, { filePath });
  return result!.messages.filter((m) => m.ruleId === '@nx/enforce-module-boundaries').map((m) => m.message);
}

const forbidden = [
  ['arm64-machine', 'kernel'],
  ['kernel', 'fprobe'],
  ['kernel', 'bench'],
  ['bpf', 'kprobe'],
  ['ftrace-regs', 'fprobe'],
  ['ops-direct', 'rethook'],
  ['rethook', 'fprobe'],
  ['kprobe', 'ftrace-regs'],
  ['bpf-trampoline', 'bench'],
  ['bench', 'cli'],
];

const allowed = [
  ['kernel', 'arm64-machine'],
  ['bpf', 'kernel'],
  ['ops-direct', 'ftrace-regs'],
  ['fprobe', 'rethook'],
  ['fprobe', 'ops-direct'],
  ['bpf-trampoline', 'fprobe'],
  ['kprobe', 'bpf'],
  ['bench', 'kprobe'],
  ['cli', 'bench'],
];

test.each(forbidden)('%s may not import %s', async (from, to) => {
  expect(await importing(from!, `@tracelab/${to}`)).toHaveLength(1);
});

test.each(allowed)('%s may import %s', async (from, to) => {
  expect(await importing(from!, `@tracelab/${to}`)).toEqual([]);
});

test('a relative path is no way around', async () => {
  expect(await importing('ftrace-regs', '../../fprobe/src/index.js')).not.toEqual([]);
});
