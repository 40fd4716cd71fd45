import { cores } from '@tracelab/arm64-machine';
import { PUBLISHED_CORE, readBenchObject, runBench, type BenchResult } from '@tracelab/bench';
import { triggerObject } from '@tracelab/bpf';
import { Command, InvalidArgumentError } from 'commander';
import { readInput, refusing } from '../errors.js';
import { usesColors, type Host } from '../host.js';
import { benchCsv } from './csv.js';
import { parseBenchOptions, type BenchRequest } from './options.js';
import { ProgressLine } from './progress.js';
import { benchReport } from './report/index.js';

const EXAMPLES = `
Names are separated by commas. What is not chosen is measured in full. --series is
about fprobe; direct calls always stand on ftrace-regs and ops-direct.

Examples:
  tracelab bench                                     the whole table
  tracelab bench --json | jq .shares                 for programs
  tracelab bench --hook fexit --invoker fprobe       16 combinations at the return
  tracelab bench --series ftrace-regs,ops-direct     one combination
  tracelab bench --object count.bpf.o                your own program

The object needs a program for each hook that is measured, in a section such as
fentry/__arm64_sys_getpgid, and a global variable "hits" that counts the calls.`;

export function benchCommand(host: Host): Command {
  return new Command('bench')
    .description('measure BPF on kprobe, on direct calls and on fprobe, each optimisation on or off by itself')
    .option('--hook <names>', 'fentry, fexit', listed)
    .option('--invoker <names>', 'kprobe, direct, fprobe', listed)
    .option('--series <names>', 'ftrace-regs, ops-direct, fprobe, rethook; or none, or all', listed)
    .option('--core <name>', `${Object.keys(cores).join(', ')} (default: ${PUBLISHED_CORE})`, once)
    .option('--mitigations <names>', 'against speculation: none, bhb, bhb+ssbd (default: none)', once)
    .option('--object <file>', 'BPF object with the programs (default: programs/trigger.bpf.o)', once)
    .option('--json', 'one JSON document, tracelab.bench/1')
    .option('--csv', 'the measured rows')
    .addHelpText('after', EXAMPLES)
    .action((options: { json?: true; csv?: true }, command: Command) => {
      if (options.json && options.csv) command.error("option '--json' cannot be used with option '--csv'");
      bench(parseBenchOptions(options), host);
    });
}

function bench(request: BenchRequest, host: Host): void {
  const result = measure(request, host);
  switch (request.format) {
    case 'json':
      host.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
      break;
    case 'csv':
      host.stdout.write(benchCsv(result));
      break;
    case 'text':
      host.stdout.write(benchReport(result, { color: usesColors(host) }));
      break;
  }
}

function measure({ core, hooks, invokers, series, mitigations, object: path }: BenchRequest, host: Host): BenchResult {
  const progress = new ProgressLine(host.stderr);
  const run = (objectName: string, bytes: Uint8Array): BenchResult =>
    runBench({
      core,
      hooks,
      invokers,
      ...(series && { series }),
      mitigations,
      object: readBenchObject(bytes),
      objectName,
      onProgress: (done, total, id) => progress.show(`${done} of ${total}  ${id}`),
    });
  try {
    if (path === undefined) return run('trigger.bpf.o', triggerObject);
    const bytes = readInput(path, host.readFile);
    return refusing(path, () => run(path, bytes));
  } finally {
    progress.clear();
  }
}

/** An option given again adds to its list. */
function listed(value: string, before: string | undefined): string {
  return before === undefined ? value : `${before},${value}`;
}

function once(value: string, before: string | undefined): string {
  if (before === undefined || before === value) return value;
  throw new InvalidArgumentError(`It is ${JSON.stringify(before)} already.`);
}
