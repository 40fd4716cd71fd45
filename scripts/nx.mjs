// Runs nx and shows its output only when something failed.
import { spawnSync } from 'node:child_process';

const args = process.argv.slice(2);
const run = spawnSync('nx', [...args, '--output-style=static'], { encoding: 'utf8', maxBuffer: 1 << 28, shell: false });
if (run.error) throw run.error;
if (run.status !== 0) {
  process.stdout.write(run.stdout);
  process.stderr.write(run.stderr);
}
process.exitCode = run.status ?? 1;
