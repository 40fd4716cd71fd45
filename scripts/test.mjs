// Builds, runs every test of the workspace and ends with the line that CI reads: `N passed, N failed[, N skipped]`.
// Arguments go to vitest: `npm test -- packages/kernel`.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';

const report = 'test-results/vitest.json';
let passed = 0;
let failed = 0;
let skipped = 0;

function run(command, ...args) {
  const { status, error } = spawnSync(command, args, { stdio: 'inherit' });
  if (error) console.error(error.message);
  return status === 0;
}

function countTests() {
  rmSync('test-results', { recursive: true, force: true });
  mkdirSync('test-results');
  const ok = run(
    'vitest',
    'run',
    '--reporter=agent',
    '--reporter=json',
    `--outputFile.json=${report}`,
    ...process.argv.slice(2),
  );
  for (const file of JSON.parse(readFileSync(report, 'utf8')).testResults) {
    const count = (...statuses) => file.assertionResults.filter((test) => statuses.includes(test.status)).length;
    passed += count('passed');
    failed += count('failed');
    skipped += count('pending', 'skipped', 'todo', 'disabled');
    // A file that did not load has no tests to fail.
    if (file.status === 'failed' && count('failed') === 0) failed++;
  }
  // An error outside of any test: an unhandled rejection, a worker that died.
  if (!ok && failed === 0) failed++;
}

try {
  if (run('tsc', '-b')) countTests();
  else failed++;
} catch (error) {
  console.error(error);
  failed++;
}
if (passed + failed === 0) console.error('npm test: no test ran');
console.log(`${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}`);
process.exitCode = failed || !passed ? 1 : 0;
