import { PipelineRecorder } from '@tracelab/arm64-machine';
import { BpfProgStats, BpfProg, LoadedObject, readObject, type BpfObject, type BpfProgram, type Program } from '@tracelab/bpf';
import type { Kernel } from '@tracelab/kernel';
import { Ftrace } from '@tracelab/ops-direct';
import { AttachError } from '../attach.js';
import { orderSeries, type Invoker, type Pool, type SeriesId } from '../configuration.js';
import { settle } from '../settle.js';
import { ProgramAttacher, type AttachedProgram } from './attach-programs.js';
import { bootForRun } from './boot.js';
import { typedResult } from './call-result.js';
import { choosePrograms } from './choose-programs.js';
import { mapContents } from './contents.js';
import { splitCost } from './cost.js';
import { withGlobals } from './globals.js';
import { kernelTarget } from '../kernel-target.js';
import { ProgramWatch, type ProgramRuns } from './program-runs.js';
import type { CallResult, ProgramResult, RunResult } from './result.js';
import type { CallArgument } from './test-calls.js';
import { driverOf, type CallOutcome, type Trigger } from './trigger.js';

export interface RunOptions {
  /** What clang makes. */
  readonly bytes: Uint8Array;
  /** What to call the object in the result. */
  readonly objectName: string;
  readonly core: string;
  readonly invoker: Invoker;
  readonly series: readonly SeriesId[];
  readonly pool?: Pool;
  readonly trigger: Trigger;
  /** What to call the trigger in the result. */
  readonly triggerName: string;
  /** Names of programs in optional sections (`?fentry/…`) that are attached as well. */
  readonly programs?: readonly string[];
  /** By name of the program; of kprobe.multi also by `PROGRAM:FUNCTION`. */
  readonly cookies?: ReadonlyMap<string, bigint>;
  /** Initial values of global variables, by name. */
  readonly globals?: ReadonlyMap<string, bigint>;
}

/** An object in a booted kernel, its programs attached. */
export interface AttachedObject {
  readonly kernel: Kernel;
  readonly ftrace: Ftrace;
  readonly object: BpfObject;
  readonly loaded: LoadedObject;
  readonly programs: readonly (AttachedProgram & { readonly source: BpfProgram })[];
}

/** What attaching takes, of {@link RunOptions}. */
export type AttachOptions = Pick<RunOptions, 'bytes' | 'invoker' | 'pool' | 'programs' | 'cookies' | 'globals'>;

/**
 * Runs a user's object: attaches its programs, drives them, reads what they left, then measures what they cost.
 *
 * @throws BpfLoadError or AttachError where it cannot be used; MachineFault where the simulated kernel went wrong
 */
export function runObject(options: RunOptions): RunResult {
  let recorder: PipelineRecorder;
  const kernel = bootForRun(options.series, options.core, ({ machine, symbols }) => [
    (recorder = new PipelineRecorder(machine.timing!, () => symbols)),
  ]);
  const { loaded, programs } = attachObject(kernel, new Ftrace(kernel), options);
  const watch = new ProgramWatch(kernel, programs.map(({ program }) => program));
  const driver = driverOf(kernel, options.trigger, watch.onBreakpoint);
  const outcomes = Array.from({ length: driver.passes }, () => driver.pass()).flat();
  watch.stop();
  const results = programs.map((one) => programResult(kernel, one, watch.byName.get(one.program.name)!));
  const trace = loaded.readTrace().map(({ text }) => text.replace(/\n$/, ''));
  const maps = mapContents(kernel, loaded);
  const { cycles, instructions } = settle(...baseline(options));
  const pass = (): void => {
    driver.pass();
    // Whoever reads ring buffers keeps them from filling up.
    mapContents(kernel, loaded);
    loaded.readTrace();
  };
  const traced = settle(kernel, pass);
  const symbols = new Set(programs.flatMap(({ program }) => program.functions.map(({ name }) => name)));
  const { core, invoker, series, objectName, triggerName } = options;
  return {
    schema: 'tracelab.run/1',
    config: { core, object: objectName, invoker, series: orderSeries(series), trigger: triggerName },
    programs: results,
    calls: outcomes.map(callResult),
    maps,
    trace,
    cost: splitCost({ cycles, instructions }, traced, recorder!, pass, symbols),
  };
}

/** Loads an object into a kernel and attaches its programs. @throws BpfLoadError or AttachError */
export function attachObject(kernel: Kernel, ftrace: Ftrace, options: AttachOptions): AttachedObject {
  const { bytes, invoker, pool = 'when-needed', programs: named = [], cookies, globals = new Map<string, bigint>() } = options;
  const object = withGlobals(readObject(bytes, kernelTarget(kernel)), globals);
  const chosen = choosePrograms(object, named);
  for (const key of cookies?.keys() ?? []) {
    const [name] = key.split(':');
    if (!chosen.some((one) => one.name === name)) throw new AttachError(`cookie for "${name}", which is not attached: one of ${chosen.map((one) => one.name).join(', ')}`);
  }
  const loaded = new LoadedObject(kernel, object);
  const loadedPrograms = chosen.map((source) => ({ source, program: loaded.load(source.name) }));
  const attacher = new ProgramAttacher(kernel, ftrace, { invoker, pool, ...(cookies && { cookies }) });
  const programs: (AttachedProgram & { readonly source: BpfProgram })[] = [];
  try {
    for (const { source, program } of loadedPrograms) programs.push({ source, ...attacher.attach(source, program) });
  } catch (error) {
    for (const one of programs) one.detach();
    throw error;
  }
  return { kernel, ftrace, object, loaded, programs };
}

/** The same kernel and trigger with nothing attached. */
function baseline({ series, core, trigger }: RunOptions): [Kernel, () => void] {
  const kernel = bootForRun(series, core);
  new Ftrace(kernel);
  const { pass } = driverOf(kernel, trigger);
  return [kernel, () => void pass()];
}

function programResult(kernel: Kernel, { program, functions, source }: AttachedObject['programs'][number], { runs, result }: ProgramRuns): ProgramResult {
  return {
    name: program.name,
    section: source.section,
    functions,
    runs,
    misses: misses(kernel, program),
    returned: result === undefined ? null : BigInt.asIntN(32, result),
  };
}

/** bpf_prog_stats.misses of all CPUs. */
export function misses(kernel: Kernel, { prog }: Program): number {
  const stats = BpfProg.stats.read(kernel.memory, prog);
  return kernel.tasks.reduce((sum, _, cpu) => sum + Number(BpfProgStats.misses.read(kernel.memory, kernel.perCpuAddress(stats, cpu))), 0);
}

function callResult({ call, result, asExpected }: CallOutcome): CallResult {
  return {
    function: call.function,
    arguments: call.arguments.map(printArgument),
    result,
    expected: asExpected ? null : typedResult(call, call.expect!),
  };
}

function printArgument(argument: CallArgument): string {
  if (typeof argument === 'bigint') return String(argument);
  return `&{${[...argument.memory].map((byte) => byte.toString(16).padStart(2, '0')).join(' ')}}`;
}
