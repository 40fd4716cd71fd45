import { createTimingModel, type Core } from '@tracelab/arm64-machine';
import { DEFECTS, PRICED_CALLS, Scene, sceneOptions, type DefectId, type Priced, type SceneOptions } from '@tracelab/bpf-trampoline';
import type { Cost } from '../result.js';
import { settle } from '../settle.js';

/** What a traced call takes with a defect, and without it. */
export interface DefectCost {
  readonly id: DefectId;
  /** Of {@link PRICED_CALLS}. */
  readonly call: string;
  readonly defect: Cost;
  readonly fixed: Cost;
}

/**
 * What fixes cost: calls of a traced test function, BPF on fprobe with all series on, on a kernel that has one defect alone
 * and on one that has it not. Programs do nothing and functions are called straight from the outside: the differences
 * count, the totals do not.
 */
export function defectCosts(core: Core, ids: readonly DefectId[] = Object.keys(DEFECTS) as DefectId[]): readonly DefectCost[] {
  return PRICED_CALLS.flatMap((priced) => {
    const plain = callCost(priced, core);
    return ids.map((id) => {
      const fixed = sceneOptions(id, true);
      return {
        id,
        call: priced.call,
        defect: callCost(priced, core, sceneOptions(id, false)),
        fixed: Object.keys(fixed).length === 0 ? plain : callCost(priced, core, fixed),
      };
    });
  });
}

/** Cycles and instructions of a call in the steady state. */
export function callCost({ fn, args, links }: Priced, core: Core, options: SceneOptions = {}): Cost {
  const timing = createTimingModel(core);
  const scene = new Scene({ ...options, timing });
  scene.trampoline(fn).attach(links(scene));
  const given = args(scene);
  const { cycles, instructions } = settle(scene, () => {
    const result = scene.call(fn.name, given);
    if (typeof result === 'string') throw new Error(`${fn.name}: ${result}`);
  });
  return { cycles, instructions };
}
