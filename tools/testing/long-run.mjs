// A test at length: `npm run oracle:isa -w @tracelab/arm64-machine -- --count 1000000 --seed 7`. The scripts of package.json name the test,
// and what it counts in by default; the tests say what the numbers are.
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';

const { values, positionals: [file] } = parseArgs({
  allowPositionals: true,
  options: { count: { type: 'string' }, seconds: { type: 'string' }, seed: { type: 'string', default: '1' } },
});
for (const [name, value] of Object.entries(values)) {
  if (!/^\d+$/.test(value)) {
    console.error(`--${name} ${value}: a number is wanted`);
    process.exit(2);
  }
}
const { count, seconds, seed } = values;
const env = { ...process.env, TRACELAB_SEED: seed, ...(count && { TRACELAB_COUNT: count }), ...(seconds && { TRACELAB_SECONDS: seconds }) };
const { status } = spawnSync('vitest', ['run', file, '--reporter=verbose'], { stdio: 'inherit', env });
process.exitCode = status ?? 1;
