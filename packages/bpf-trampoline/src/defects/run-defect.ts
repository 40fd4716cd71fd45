import { handlerVariant } from '@tracelab/fprobe';
import type { DefectId } from './defect.js';
import { SCENARIOS, type Observed } from './scenarios.js';
import type { SceneOptions } from './scene.js';

/** What a kernel with the defect alone is made with, or one without. */
export function sceneOptions(id: DefectId, fixed: boolean): SceneOptions {
  switch (id) {
    case 'node-for-entry':
      return { pool: fixed ? 'when-needed' : 'always' };
    case 'lost-exits':
      return fixed ? {} : { handler: handlerVariant('skip', { hook: 'unless-uninitialised' }) };
    default:
      return fixed ? {} : { defects: new Set([id]) };
  }
}

/**
 * Runs the scenario in which a defect shows, on a kernel that has it (and no other) or one that does not.
 *
 * @returns what was looked at, by a few words for each
 */
export function runDefect(id: DefectId, { fixed }: { readonly fixed: boolean }): Observed {
  return SCENARIOS[id](sceneOptions(id, fixed));
}
