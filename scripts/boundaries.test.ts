import { ESLint } from 'eslint';
import { expect, test } from 'vitest';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const rule = '@nx/enforce-module-boundaries';

/** The repository's lint. What is forbidden here is also circular, mostly: that must not be the only reason. */
async function lint(): Promise<ESLint> {
  const config = await new ESLint({ cwd: root }).calculateConfigForFile(`${root}packages/kernel/src/index.ts`);
  const options = { ...config.rules[rule][1], ignoredCircularDependencies: [['*', '*']] };
  return new ESLint({ cwd: root, overrideConfig: { rules: { [rule]: ['error', options] } } });
}
const eslint = await lint();

/** What lint says about boundaries where a file of `from` imports `to`. */
async function importing(from: string, to: string): Promise<string[]> {
  const filePath = `${root}packages/${from}/src/index.ts`;
  const [result] = await eslint.lintText(`import * as it from '${to}';\nconsole.log(it);\n`, { filePath });
  expect(result!.fatalErrorCount).toBe(0);
  return result!.messages.filter((m) => m.ruleId === rule).map((m) => m.message);
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
  expect(await importing(from!, `@tracelab/${to}`)).toEqual([expect.stringContaining('can only depend on')]);
});

test.each(allowed)('%s may import %s', async (from, to) => {
  expect(await importing(from!, `@tracelab/${to}`)).toEqual([]);
});

test('a relative path is no way around', async () => {
  expect(await importing('ftrace-regs', '../../fprobe/src/index.js')).not.toEqual([]);
});
