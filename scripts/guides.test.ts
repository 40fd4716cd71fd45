import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
/** The row that adding-an-instruction.md adds is in no table: a test of arm64-machine executes that guide. */
const guides = readdirSync(join(root, 'docs')).filter((file) => /^adding-(?!an-instruction)/.test(file));

const sources = ['packages', 'apps'].flatMap((kind) => readdirSync(join(root, kind)).map((name) => join(root, kind, name, 'src'))).flatMap((directory) => {
  const files = readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter((file) => /\.tsx?$/.test(file));
  return files.map((file) => readFileSync(join(directory, file), 'utf8').split('\n'));
});

test.each(guides)('the code that docs/%s shows is in a file of the tree', (guide) => {
  const blocks = [...readFileSync(join(root, 'docs', guide), 'utf8').matchAll(/^```tsx?\n([^]*?)^```$/gm)].map(([, code]) => code!);
  expect(blocks.length).toBeGreaterThan(0);
  for (const block of blocks) {
    const lines = block.split('\n').filter((line) => line.trim() !== '');
    expect(sources.some((file) => lines.every((line) => file.includes(line))), block).toBe(true);
  }
});

const read = (file: string): string => readFileSync(join(root, file), 'utf8');

test.each(['README.md', 'CONTRIBUTING.md'])('%s names the Debian packages that .ci/run installs', (file) => {
  const [, table] = /<<'END'\n([^]*?)\nEND\n/.exec(read('.ci/run'))!;
  const installed = table!.split('\n').map((line) => line.split(' ')[1]);
  const [, named] = /^apt-get install (.*)$/m.exec(read(file))!;
  expect(named!.split(' ').sort()).toEqual([...new Set(installed)].sort());
});

test('CONTRIBUTING.md has a command for every suite that npm run long runs', () => {
  const guide = read('CONTRIBUTING.md');
  const long = readdirSync(join(root, 'packages')).flatMap((name) => {
    const { scripts = {} } = JSON.parse(read(`packages/${name}/package.json`)) as { scripts?: Record<string, string> };
    return Object.keys(scripts).filter((script) => /^(oracle:|fuzz$)/.test(script)).map((script) => ({ name, script }));
  });
  expect(long.length).toBeGreaterThan(0);
  for (const { name, script } of long) expect(guide).toMatch(new RegExp(`npm run ${script} -w @tracelab/(PACKAGE|${name}) `));
});
