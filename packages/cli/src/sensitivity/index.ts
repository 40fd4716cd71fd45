import { availableParallelism } from 'node:os';
import { cores } from '@tracelab/arm64-machine';
import { PUBLISHED_CORE, readBenchObject, runSensitivity, type SensitivityResult } from '@tracelab/bench';
import { triggerObject } from '@tracelab/bpf';
import { Command } from 'commander';
import { coreNamed } from '../a64/input.js';
import { ProgressLine } from '../bench/progress.js';
import { upTo } from '../configuration/flags.js';
import { usesColors, type Host } from '../host.js';
import { evaluators } from './evaluators.js';
import { sensitivityReport } from './report.js';

const MOST_THREADS = 64;
const SHOWN = 24;

interface Options {
  readonly core: string;
  readonly limit?: number;
  readonly threads?: number;
  readonly json?: true;
}

export function sensitivityCommand(host: Host): Command {
  return new Command('sensitivity')
    .description('how far the base, every row and every share move with each constant of a core')
    .option('--core <name>', Object.keys(cores).join(', '), PUBLISHED_CORE)
    .option('--limit <number>', `constants that are shown, those with most effect first (default: ${SHOWN}, with --json all)`, upTo(100_000))
    .option('--threads <number>', 'worker threads; results are the same (default: as many as there are processors)', upTo(MOST_THREADS))
    .option('--json', 'one JSON document, tracelab.sensitivity/1')
    .action(async ({ core, limit, threads, json }: Options) => {
      const name = coreNamed(core, 'of these')!.name;
      const result = await measured(name, threads ?? Math.min(availableParallelism(), MOST_THREADS), host);
      const constants = result.constants.slice(0, limit);
      if (json) host.stdout.write(`${JSON.stringify({ ...result, constants }, null, 2)}\n`);
      else host.stdout.write(sensitivityReport(result, limit ?? SHOWN, { color: usesColors(host) }));
    });
}

async function measured(core: string, threads: number, host: Host): Promise<SensitivityResult> {
  const progress = new ProgressLine(host.stderr);
  const { evaluate, end } = evaluators(threads);
  try {
    return await runSensitivity({
      core,
      object: readBenchObject(triggerObject),
      objectName: 'trigger.bpf.o',
      evaluate,
      onProgress: progress.onProgress,
    });
  } finally {
    progress.clear();
    await end();
  }
}
