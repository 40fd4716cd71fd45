import type { Core } from '@tracelab/arm64-machine';
import type { BpfObject } from '@tracelab/bpf';
import { coreNamed } from '../build.js';
import { checkObject } from '../check-object.js';
import { BENCH_HOOKS, type BenchHook } from '../configuration.js';
import { constants, RANGE, withConstant, type Constant } from './constants.js';
import { figures, MEASURED, ranking, type Figures } from './figures.js';
import { costsOn, record, type Costs, type Recording } from './recording.js';
import type { ConstantEffect, Ranking, RankingChange, SensitivityResult, Trial } from './result.js';

export interface SensitivityOptions {
  readonly core: string;
  readonly object: BpfObject;
  /** What to call the object in the result. */
  readonly objectName: string;
  /** Finds what recordings cost on a core; by default here and at once, else wherever there is room. Results are the same. */
  readonly evaluate?: (core: Core, recordings: readonly Recording[]) => Costs | Promise<Costs>;
  readonly onProgress?: (done: number, total: number, what: string) => void;
}

/**
 * How far the base, every row and every share move with each constant of a core. The benchmark's iterations are executed
 * once and recorded; on each variant of the core the recordings are replayed until they have settled.
 *
 * @throws BpfLoadError or AttachError before anything is measured, MachineFault from a measurement
 */
export async function runSensitivity(options: SensitivityOptions): Promise<SensitivityResult> {
  const { object, objectName, evaluate = costsOn, onProgress } = options;
  const core = coreNamed(options.core);
  const traced = MEASURED.filter(({ invoker }) => invoker !== 'none');
  checkObject(object, traced.map((point) => ({ ...point, core: core.name })));

  const all = constants(core);
  const total = MEASURED.length + all.reduce((sum, { tries }) => sum + tries.length, 0);
  let done = 0;
  const progress = (what: string): void => onProgress?.(done++, total, what);

  const recordings = MEASURED.map((point) => {
    const recording = record(point, core, object);
    progress(recording.id);
    return recording;
  });
  const nominal = figures(await evaluate(core, recordings));
  const trial = async (constant: Constant, value: number): Promise<Trial> => {
    const costs = await evaluate(withConstant(core, constant, value), recordings);
    progress(`${constant.name} ${value}`);
    return { value, ...figures(costs) };
  };
  const effects = await Promise.all(
    all.map(async ({ tries, ...constant }): Promise<ConstantEffect> => {
      const trials = await Promise.all(tries.map((value) => trial({ tries, ...constant }, value)));
      return { ...constant, effect: Math.max(0, ...trials.map((one) => largestMove(nominal, one))), trials };
    }),
  );
  onProgress?.(total, total, '');

  return {
    schema: 'tracelab.sensitivity/1',
    config: { core: core.name, workload: 'getpgid', object: objectName, range: RANGE },
    nominal,
    constants: effects.sort((a, b) => b.effect - a.effect),
    rankings: BENCH_HOOKS.map((hook) => rankingOf(hook, nominal, effects)),
  };
}

/** Of the base and the overheads, the largest move as a fraction. */
function largestMove(nominal: Figures, trial: Figures): number {
  const moves = Object.entries(nominal.overheads).map(([id, overhead]) => trial.overheads[id]! / overhead - 1);
  return Math.max(...[trial.base / nominal.base - 1, ...moves].map(Math.abs));
}

function rankingOf(hook: BenchHook, nominal: Figures, effects: readonly ConstantEffect[]): Ranking {
  const order = ranking(nominal, hook);
  const changes = effects.flatMap(({ name: constant, provenance, trials }) =>
    trials
      .map((trial): RankingChange => ({ constant, provenance, value: trial.value, order: ranking(trial, hook) }))
      .filter((change) => change.order.join() !== order.join()),
  );
  return { hook, order, changes, dependsOnFitted: changes.some(({ provenance }) => provenance === 'fitted') };
}
