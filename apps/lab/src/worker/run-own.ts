import { likelyTrigger, namedTrigger, outlineOf, readForRun, runObject, type TriggerName } from '@tracelab/bench';
import type { Answer, ObjectRun, RunSetup } from './answer.js';
import { answer } from './refusal.js';

/** Runs an object of one's own. Refused as a whole only where it cannot even be read. */
export function runOwn(objectName: string, bytes: Uint8Array, { trigger, ...setup }: RunSetup): Answer<ObjectRun> {
  return answer(() => {
    const object = readForRun(bytes, setup);
    const likely = answer(() => likelyTrigger(object, setup.programs));
    const triggerName: TriggerName = trigger ?? (likely.ok ? likely.value : 'test_run');
    const outcome = answer(() => runObject({ ...setup, bytes, objectName, trigger: namedTrigger(triggerName), triggerName }));
    return { outline: outlineOf(object), trigger: triggerName, outcome };
  });
}
