// Every suite that takes minutes: the scripts `oracle:…` and `fuzz` of the packages, one after the other. CI runs them short, as tests.
// Arguments go to each of them: `npm run long -- --seed 7`.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

const suites = readdirSync('packages').flatMap((directory) => {
  const { name, scripts = {} } = JSON.parse(readFileSync(`packages/${directory}/package.json`, 'utf8'));
  const long = Object.keys(scripts).filter((script) => script === 'fuzz' || script.startsWith('oracle:'));
  return long.map((script) => ({ name, script }));
});

const failed = suites.filter(({ name, script }) => {
  console.log(`\n${name} ${script}`);
  const args = ['run', script, '-w', name, '--', ...process.argv.slice(2)];
  return spawnSync('npm', args, { stdio: 'inherit' }).status !== 0;
});

console.log(`\n${suites.length - failed.length} of ${suites.length} long suites passed`);
for (const { name, script } of failed) console.error(`failed: npm run ${script} -w ${name} -- ${process.argv.slice(2).join(' ')}`);
process.exitCode = failed.length ? 1 : 0;
