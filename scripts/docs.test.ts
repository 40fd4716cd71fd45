import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'docs-'));
  mkdirSync(join(root, 'pkg'));
  writeFileSync(join(root, 'pkg/docs.config.mjs'), `export default { answer: () => '42' };`);
});
afterEach(() => rmSync(root, { recursive: true }));

function docs(...args: string[]) {
  const script = fileURLToPath(new URL('docs.mjs', import.meta.url));
  const { status, stderr } = spawnSync(process.execPath, [script, ...args], { cwd: root, encoding: 'utf8' });
  return { status, stderr };
}

test('a stale part fails the check, and is regenerated in its place', () => {
  const readme = join(root, 'README.md');
  writeFileSync(readme, 'Before.\n\n<!-- generated:answer -->\n41\n<!-- /generated -->\n\nAfter.\n');
  expect(docs('--check')).toEqual({ status: 1, stderr: 'docs: README.md is stale: npm run docs\n' });
  expect(docs()).toEqual({ status: 0, stderr: '' });
  expect(readFileSync(readme, 'utf8')).toBe(
    'Before.\n\n<!-- generated:answer -->\n\n42\n\n<!-- /generated -->\n\nAfter.\n',
  );
  expect(docs('--check')).toEqual({ status: 0, stderr: '' });
});

test('a place that nothing fills and a part without a place are named', () => {
  writeFileSync(join(root, 'README.md'), '<!-- generated:anser -->\n<!-- /generated -->\n');
  const { status, stderr } = docs('--check');
  expect(status).toBe(1);
  expect(stderr).toContain('README.md: nothing generates "anser": one of answer');
  expect(stderr).toContain('pkg/docs.config.mjs: no file has a place for "answer"');
});
