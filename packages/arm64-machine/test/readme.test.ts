import { readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import * as exported from '../src/index.js';

test("the README's example prints what the README says", () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const [, example, output] = /```ts\n([^]*?)```\n\nprints\n\n```\n([^]*?)```/.exec(readme)!;
  const body = example!.replace(/^import (\{.*\}) from '@tracelab\/arm64-machine';$/m, 'const $1 = exported;');
  const lines: string[] = [];
  const print = (...values: unknown[]): void => void lines.push(values.map((one) => (typeof one === 'string' ? one : inspect(one))).join(' '));
  new Function('exported', 'console', body)(exported, { log: print });
  expect(`${lines.join('\n')}\n`).toBe(output);
});
