import { PRESETS, runBench, runPreset, type BenchResult, type Preset, type PresetResult } from '@tracelab/bench';
import { Command } from 'commander';
import { addSpace } from '../configuration/flags.js';
import { objectFor } from '../configuration/object.js';
import { refusing } from '../errors.js';
import { usesColors, type Host } from '../host.js';
import { benchCsv } from './csv.js';
import { parseBenchOptions, type BenchRequest } from './options.js';
import { withProgress } from './progress.js';
import { presetReport } from './preset-report.js';
import { benchReport } from './report/index.js';

const EXAMPLES = `
Names are separated by commas. What is not chosen is measured in full. --series
is about fprobe; direct calls always stand on ftrace-regs and ops-direct.

Examples:
  tracelab bench                                     the whole table
  tracelab bench --json | jq .shares                 for programs
  tracelab bench --hook fexit --invoker fprobe       16 series at the return
  tracelab bench --series ftrace-regs,ops-direct     one combination
  tracelab bench --object count.bpf.o                your own program
  tracelab bench --preset v6.4                       what attached in June 2023

The object needs a program for each hook that is measured, in a section such as
fentry/__arm64_sys_getpgid, and a global variable "hits" that counts the calls.`;

export function benchCommand(host: Host): Command {
  const command = new Command('bench')
    .description('measure BPF on kprobe, on direct calls and on fprobe, each optimisation on or off by itself');
  return addSpace(command)
    .option('--preset <name>', `what could be attached on a kernel of the time: ${PRESETS.map(({ id }) => id).join(', ')}`)
    .option('--json', 'one JSON document, tracelab.bench/1; with --preset, tracelab.preset/1')
    .option('--csv', 'the measured rows')
    .addHelpText('after', EXAMPLES)
    .action((options: { json?: true; csv?: true }, command: Command) => {
      if (options.json && options.csv) command.error("option '--json' cannot be used with option '--csv'");
      bench(parseBenchOptions(options), host);
    });
}

function bench(request: BenchRequest, host: Host): void {
  const { preset, format } = request;
  if (preset) {
    const result = measurePreset(preset, request, host);
    host.stdout.write(format === 'json' ? `${JSON.stringify(result, null, 2)}\n` : presetReport(result, { color: usesColors(host) }));
    return;
  }
  const result = measure(request, host);
  switch (format) {
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
  const { name, object } = objectFor(path, [], host);
  return withProgress(host, (onProgress) =>
    refusing(name, () => runBench({ core, hooks, invokers, ...(series && { series }), mitigations, object, objectName: name, onProgress })),
  );
}

function measurePreset(preset: Preset, { core, chosenHooks, mitigations, object: path }: BenchRequest, host: Host): PresetResult {
  const { name, object } = objectFor(path, [], host);
  return withProgress(host, (onProgress) =>
    refusing(name, () => runPreset({ preset, core, ...(chosenHooks && { hooks: chosenHooks }), mitigations, object, objectName: name, onProgress })),
  );
}
