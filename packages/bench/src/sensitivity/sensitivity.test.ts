import { cortexA72, type Core } from '@tracelab/arm64-machine';
import { readObject, triggerObject } from '@tracelab/bpf';
import { describe, expect, test } from 'vitest';
import { measure } from '../measure.js';
import { POINTS } from '../published.js';
import { costsOn, record, type Costs, type Recording } from './recording.js';
import { runSensitivity } from './sensitivity.js';

const object = readObject(triggerObject);

test.each(['base', 'kprobe', 'fprobeXu', 'directFexit'] as const)('%s: the recorded iteration costs what the measured one does', (name) => {
  const recording = record(POINTS[name], cortexA72, object);
  expect(costsOn(cortexA72, [recording])[recording.id]).toBe(measure({ ...POINTS[name], core: 'cortex-a72' }, object).cycles);
});

describe('a run on costs that are made up', () => {
  /** Each series saves something else; rethook what `ordering.performed` says, which in its range passes ops-direct. */
  const saved = (core: Core): Record<string, number> => {
    const { performed } = core.ordering;
    const nominal = cortexA72.ordering.performed.value;
    return { 'ftrace-regs': 10, 'ops-direct': 100, fprobe: 300, rethook: 98 + 5 * (performed.value - nominal) };
  };
  const evaluate = (core: Core, recordings: readonly Recording[]): Costs =>
    Object.fromEntries(
      recordings.map(({ id }) => {
        if (id === 'base') return [id, 1000];
        const on = id.endsWith(' all') ? Object.keys(saved(core)) : (id.split(' ')[2] ?? '').split('+');
        return [id, 2000 - on.reduce((sum, one) => sum + (saved(core)[one] ?? 0), 0)];
      }),
    );
  /** As `evaluate`, but in an order of its own. */
  let waiting = 0;
  const later = (core: Core, recordings: readonly Recording[]): Promise<Costs> =>
    new Promise((resolve) => setTimeout(() => resolve(evaluate(core, recordings)), (waiting += 7) % 5));

  test('is sorted by effect, says what the ranking hangs on, and does not depend on the order of its parts', async () => {
    const progress: number[] = [];
    const options = { core: 'cortex-a72', object, objectName: 'trigger.bpf.o' };
    const result = await runSensitivity({ ...options, evaluate, onProgress: (done, total) => progress.push(done / total) });
    expect(result.schema).toBe('tracelab.sensitivity/1');
    expect(progress.at(-1)).toBe(1);
    expect(progress).toEqual([...progress].sort((a, b) => a - b));

    expect(result.constants[0]).toMatchObject({ name: 'ordering.performed', provenance: 'fitted' });
    expect(result.constants[0]!.effect).toBeGreaterThan(result.constants[1]!.effect);
    const kprobe = result.constants[0]!.trials.map(({ overheads }) => overheads['kprobe']);
    expect(new Set(kprobe)).toEqual(new Set([1000]));

    expect(result.constants.find(({ name }) => name === 'window.loads')).toMatchObject({ effect: 0 });
    expect(JSON.stringify(await runSensitivity({ ...options, evaluate: later }))).toBe(JSON.stringify(result));
  }, 120_000);
});
