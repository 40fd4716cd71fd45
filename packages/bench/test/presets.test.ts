import { triggerObject } from '@tracelab/bpf';
import { expect, test } from 'vitest';
import { HOOKS, INVOKERS, measure, POINTS, PRESETS, readBenchObject, runPreset } from '../src/index.js';

const object = readBenchObject(triggerObject);
const run = (id: string) => runPreset({ preset: PRESETS.find((one) => one.id === id)!, core: 'cortex-a72', object, objectName: 'trigger.bpf.o' });

test.each(PRESETS.map(({ id }) => id))('%s says of every way to a program whether it is there', (id) => {
  const { attachable, refused } = PRESETS.find((one) => one.id === id)!;
  const said = [...attachable, ...refused].flatMap(({ invoker, hooks }) => hooks.map((hook) => `${invoker} ${hook}`));
  expect(said.sort()).toEqual(INVOKERS.flatMap((invoker) => HOOKS.map((hook) => `${invoker} ${hook}`)).sort());
});

test('the RFC without optimisations costs what fprobe does with every switch off', () => {
  const { rows, switches } = run('rfc-slow');
  expect(Object.values(switches).some(({ on }) => on)).toBe(false);
  const { cycles } = measure({ ...POINTS.fprobeNone, core: 'cortex-a72' }, object);
  expect(rows.find(({ invoker, hook }) => invoker === 'fprobe' && hook === 'fentry')).toMatchObject({ cycles, hit: expect.closeTo(0.5, 1) });
});

test('the RFC with all of them takes the three-load form, and one load more for it', () => {
  const { rows, switches } = run('rfc');
  expect(switches['ops-direct']).toEqual({ on: true, variant: 'record-ops' });
  const { instructions } = measure({ ...POINTS.fprobeAll, core: 'cortex-a72' }, object);
  // And without what v6.4 has for direct calls: the slot is cleared, then loaded and tested, and the ops' own is.
  expect(rows.find(({ invoker, hook }) => invoker === 'fprobe' && hook === 'fentry')!.instructions).toBe(instructions + 1 - 5);
});

test('nothing but kprobes attaches on arm64 before v6.4, and nothing but direct calls beside them there', () => {
  for (const { id, attachable, refused } of PRESETS.filter((one) => one.id.startsWith('v'))) {
    expect(attachable.map(({ invoker }) => invoker)).toEqual(id === 'v6.4' ? ['kprobe', 'direct'] : ['kprobe']);
    const direct = refused.find(({ invoker }) => invoker === 'direct');
    if (id !== 'v6.4') expect(direct!.why).toBe('loads, does not attach: no direct calls on arm64 before v6.4');
  }
  expect(run('v6.4').rows.map(({ invoker, hook }) => `${hook} ${invoker}`)).toEqual([
    'fentry kprobe', 'fexit kprobe', 'fentry direct', 'fexit direct', 'fmod_ret direct',
  ]);
});
