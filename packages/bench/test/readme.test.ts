import * as bpf from '@tracelab/bpf';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import * as bench from '../src/index.js';

test("the README's example prints what the README says", () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const [, example, output] = /```ts\n([^]*?)```\n\nprints\n\n```\n([^]*?)```/.exec(readme)!;
  const body = example!.replace(/^import (\{.*\}) from '@tracelab\/(\w+)';$/gm, 'const $1 = $2;');
  const lines: string[] = [];
  new Function('bench', 'bpf', 'console', body)(bench, bpf, { log: (...values: unknown[]) => void lines.push(values.join(' ')) });
  expect(`${lines.join('\n')}\n`).toBe(output);
});
