import {
  cpiStack,
  createTimingModel,
  LinuxProcess,
  ObservedTiming,
  Profiler,
  TraceWriter,
  UnitTiming,
  type Core,
  type Ending,
  type RetireObserver,
  type TimingModel,
} from '@tracelab/arm64-machine';
import { Command, InvalidArgumentError } from 'commander';
import { readInput, writeOutput } from '../errors.js';
import type { Host } from '../host.js';
import { coreNamed, refusing } from './input.js';
import { printRun, type RunResult } from './run-report.js';

interface RunOptions {
  readonly core: string;
  readonly maxInstructions?: number;
  readonly trace?: true;
  readonly regs?: true;
  readonly profile?: true;
  readonly json?: string;
}

/** Statuses beyond the program's own are the shell's: 128 + signal, and what timeout(1) gives. */
const KILLED = 128;
const STOPPED = 124;

export function runCommand(host: Host, exit: (status: number) => void): Command {
  return new Command('run')
    .description(
      'run a static Linux executable: its output and exit status are passed on, figures go to standard error',
    )
    .argument('<file>', 'ELF, linked with -static -no-pie; without SIMD arithmetic (gcc -mgeneral-regs-only)')
    .argument('[arguments...]', "the program's; after --, such as begin with -")
    .option('--core <name>', 'core that times the run; none only executes', 'cortex-a72')
    .option('--max-instructions <number>', 'stop after so many, with exit status 124', count)
    .option(
      '--trace',
      'write retired instructions to standard error, in place of figures: PC WORD [L|S:ADDRESS:SIZE ...]',
    )
    .option('--regs', 'registers at the end')
    .option('--profile', 'cycles by function')
    .option('--json <file>', 'write figures there instead of to standard error')
    .action((file: string, args: readonly string[], options: RunOptions) => {
      exit(run(file, args, options, host));
    });
}

function run(file: string, args: readonly string[], options: RunOptions, host: Host): number {
  const core = coreNamed(options.core, 'or none');
  const bytes = readInput(file, host.readFile);
  const trace = options.trace ? new TraceWriter((text) => host.stderr.write(text)) : undefined;
  const profiler: Profiler | undefined = options.profile ? new Profiler(() => process.machine.symbols) : undefined;
  const timing = timingOf(
    core,
    [trace, profiler].filter((observer) => observer !== undefined),
  );
  const process: LinuxProcess = refusing(
    file,
    () =>
      new LinuxProcess(bytes, {
        argv: [file, ...args],
        onWrite: (fd, text) => (fd === 1 ? host.stdout : host.stderr).write(text),
        ...(timing && { timing }),
        ...(core && { features: core.features }),
      }),
  );
  // Before anything runs: the program's output is not followed by the news that the file cannot be written.
  if (options.json !== undefined) writeOutput(options.json, '', host);
  const ending = process.run(options.maxInstructions);
  trace?.flush();

  const { processor } = process.machine;
  const result: RunResult = {
    file,
    core: core?.name,
    ending,
    instructions: processor.retired,
    ...(core && timing && { cycles: timing.cycles, causes: cpiStack(timing.causes) }),
    ...(profiler && timing && { functions: profiler.functions(timing) }),
    missing: process.missing,
    ...(options.regs && { registers: process.registers }),
  };
  if (options.json !== undefined) writeOutput(options.json, printRun(result, 'json'), host);
  else if (!options.trace) host.stderr.write(printRun(result, 'text'));
  else if (ending?.kind !== 'exited') host.stderr.write(printRun({ ...result, functions: [] }, 'ending'));
  return statusOf(ending);
}

/** Without a core and observers nothing is timed, which is fastest. */
function timingOf(core: Core | undefined, observers: readonly RetireObserver[]): TimingModel | undefined {
  const model = core && createTimingModel(core);
  return observers.length > 0 ? new ObservedTiming(model ?? new UnitTiming(), observers) : model;
}

function statusOf(ending: Ending | undefined): number {
  if (!ending) return STOPPED;
  return ending.kind === 'exited' ? ending.status : KILLED + ending.signal;
}

function count(text: string): number {
  if (!/^[1-9]\d{0,14}$/.test(text)) throw new InvalidArgumentError('It must be a number of instructions, 1 or more.');
  return Number(text);
}
