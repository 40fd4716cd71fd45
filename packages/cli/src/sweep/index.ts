import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import type { SweepRow } from '@tracelab/bench';
import { Command, InvalidArgumentError } from 'commander';
import { ProgressLine } from '../bench/progress.js';
import { upTo } from '../configuration/flags.js';
import { objectFor } from '../configuration/object.js';
import type { Host } from '../host.js';
import { workerThreads } from '../worker-threads.js';
import { parseGrid } from './grid-input.js';
import { isCsv, parseSweepFile } from './result-file.js';
import { planSweep, runSweep, type Shard, type SweepPlan } from './run-sweep.js';
import measureRow, { type Task } from './worker.js';

const EXAMPLES = `
Keys: core, mitigations, invoker (none is the base), hook, series, pool,
programs (how many run at the hook), cores (how many call at once). What is not
chosen is measured as tracelab bench does. series takes none, all, names joined
by +, and every. A file has the same keys as JSON, in an object or a list of
such:
  [{ "core": ["cortex-a72", "cortex-a53"], "series": ["none", "all"] }]

Rows are kept in FILE.partial as they are finished: after an interruption, the
same command goes on from there. FILE appears when all are there, in the order
of the grid, whatever the number of threads.

Examples:
  tracelab sweep --grid core=cortex-a72,neoverse-n1 invoker=fprobe --out a.jsonl
  tracelab sweep --grid grid.json --out rows.csv --threads 8
  tracelab sweep --grid invoker=none,direct,fprobe cores=1,2,4 --out cores.csv
  tracelab sweep --grid grid.json --out 1.jsonl --shard 1/2    on one machine,
  tracelab sweep --grid grid.json --out 2.jsonl --shard 2/2    on another, then
  tracelab merge 1.jsonl 2.jsonl -o all.jsonl`;

const MOST_THREADS = 256;
const MOST_SHARDS = 9999;

interface Options {
  readonly grid: readonly string[];
  readonly out: string;
  readonly threads?: number;
  readonly shard?: Shard;
  readonly object?: string;
  readonly json?: true;
}

export function sweepCommand(host: Host): Command {
  return new Command('sweep')
    .description('measure any product of configurations, on many threads and machines, through interruptions')
    .requiredOption('--grid <key=a,b or file...>', 'what to measure')
    .requiredOption('--out <file>', 'where the rows go: JSON lines, or CSV where it ends in .csv')
    .option('--threads <number>', 'worker threads (default: as many as there are processors)', upTo(MOST_THREADS))
    .option('--shard <i/n>', 'only every n-th point, from the i-th on', shard)
    .option('--object <file>', 'BPF object with the programs (default: programs/trigger.bpf.o)')
    .option('--json', 'the rows as one JSON document as well, tracelab.sweep/1')
    .addHelpText('after', EXAMPLES)
    .action(async ({ grid, out, threads, shard = { part: 1, of: 1 }, object: path, json }: Options, command: Command) => {
      if (json && isCsv(out)) command.error("option '--json' cannot be used with an --out of CSV");
      const points = parseGrid(grid, host);
      const object = objectFor(path, points.configurations, host);
      const plan = planSweep(points, object, shard);
      await sweep(plan, out, { bytes: object.bytes, sha256: plan.header.object.sha256 }, threads ?? availableParallelism(), host);
      if (!json) return;
      const { header, rows } = parseSweepFile(out, readFileSync(out, 'utf8'));
      host.stdout.write(`${JSON.stringify({ ...header, rows }, null, 2)}\n`);
    });
}

async function sweep(plan: SweepPlan, out: string, object: Task['object'], threads: number, host: Host): Promise<void> {
  const progress = new ProgressLine(host.stderr);
  const workers = workerThreads<Task, SweepRow>(Math.min(threads, plan.points.length), new URL('./worker.js', import.meta.url), measureRow);
  try {
    await runSweep(plan, out, (point) => workers.run({ ...point, object }), progress.onProgress);
  } finally {
    progress.clear();
    await workers.end();
  }
}

function shard(text: string): Shard {
  const [, part, of] = (/^(\d{1,4})\/(\d{1,4})$/.exec(text) ?? []).map(Number);
  if (!part || !of || part > of || of > MOST_SHARDS) throw new InvalidArgumentError('It must be i/n with i from 1 to n, as in 1/4.');
  return { part, of };
}
