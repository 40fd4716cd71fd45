// The comparison with objdump at length: `npm run oracle:isa -w @tracelab/arm64-machine -- --count 1000000 --seed 7`.
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: { count: { type: 'string', default: '1000000' }, seed: { type: 'string', default: '1' } },
});
const env = { ...process.env, TRACELAB_WORDS: values.count, TRACELAB_SEED: values.seed };
const { status } = spawnSync('vitest', ['run', 'test/isa/oracle.test.ts'], { stdio: 'inherit', env });
process.exitCode = status ?? 1;
