import type { Program } from '@tracelab/bpf';
import { describe, expect, test } from 'vitest';
import { TaskGracePeriods, type DirectTrampoline } from '../src/index.js';
import { balanced, setups, TracedKernel, type Setup } from './traced-kernel.js';

const test1 = { name: 'bpf_fentry_test1', nrArgs: 1 };

/** A kernel whose only task is in bpf_fentry_test1 and sleeps there, seen by an fentry program; programs as in fexit_sleep. */
function asleep(setup: Setup) {
  const kernel = new TracedKernel(setup, { gracePeriods: (one) => new TaskGracePeriods(one) });
  const gracePeriods = kernel.gracePeriods as TaskGracePeriods;
  const [entry, exit] = [kernel.observer(1), kernel.observer(2, 'fexit')];
  const attachEntry = () => kernel.attach(test1, [{ program: entry, kind: 'fentry' }]);
  const attachExit = () => kernel.attach(test1, [{ program: exit, kind: 'fexit' }]);
  const sleep = (): void => {
    gracePeriods.runs(kernel.initTask);
    kernel.begin(test1.name, [1], kernel.bodyOf(test1.name));
    gracePeriods.rests(kernel.initTask);
  };
  const wake = (): bigint => {
    gracePeriods.runs(kernel.initTask);
    const result = kernel.goOn();
    gracePeriods.rests(kernel.initTask);
    return result;
  };
  const ids = (): number[] => kernel.takeSights().map(({ id }) => id);
  return { kernel, gracePeriods, programs: [entry, exit] as Program[], attachEntry, attachExit, sleep, wake, ids };
}

describe.each(setups)('$invoker, $series, pool $pool, callbacks $callbacks', (setup: Setup) => {
  test('detached while the function sleeps, an exit program does not run', () => {
    const { kernel, gracePeriods, programs, attachEntry, attachExit, sleep, wake, ids } = asleep(setup);
    const attached = [attachEntry(), attachExit()];
    sleep();
    for (const one of attached) kernel.detach(one);
    expect(wake()).toBe(2n);
    expect(ids()).toEqual([1]);
    expect(gracePeriods.pending).toBe(0);
    expect(kernel.counters(...programs)).toEqual(balanced);
    expect(kernel.machine.call(test1.name, [1])).toBe(2n);
    expect(ids()).toEqual([]);
  });

  test('programs that come while the function sleeps see the next call', () => {
    const { kernel, attachEntry, attachExit, sleep, wake, ids } = asleep(setup);
    attachEntry();
    sleep();
    attachExit();
    expect(wake()).toBe(2n);
    // The RFC's exit callback runs what is on the list when the function returns: with a node there, the newcomer as well.
    expect(ids()[0]).toBe(1);
    expect(kernel.machine.call(test1.name, [1])).toBe(2n);
    expect(ids()).toEqual([1, 2]);
  });

  test('memory of what was taken away is not touched any more', () => {
    const { kernel, attachEntry, attachExit, sleep, wake, ids } = asleep(setup);
    const first = attachEntry();
    for (let n = 0; n < 5; n++) {
      const exit = attachExit();
      sleep();
      kernel.detach(exit);
      expect(wake()).toBe(2n);
    }
    expect(ids()).toEqual([1, 1, 1, 1, 1]);
    kernel.detach(first);
  });
});

test('an image lives until the function it called is back, and its reference is counted down in one place', () => {
  const { kernel, gracePeriods, attachExit, sleep, wake } = asleep({ invoker: 'direct', series: [], pool: 'always' });
  const exit = attachExit();
  const image = (kernel.trampoline(test1) as DirectTrampoline).image!;
  expect(image.references).toBe(0n);
  sleep();
  expect(image.references).toBe(1n);
  kernel.detach(exit);
  expect([image.freed, gracePeriods.pending]).toEqual([false, 1]);
  expect(kernel.symbols.at(kernel.machine.state.getX(30))!.name).toBe(image.name);
  expect(wake()).toBe(2n);
  expect([image.freed, gracePeriods.pending]).toEqual([true, 0]);
  expect(() => kernel.machine.call(image.code)).toThrow('hlt #0xdead');
});

test('without a call in it an image goes at once; while the task runs in it, not before it has left', () => {
  const { kernel, gracePeriods, programs: [entry], attachEntry } = asleep({ invoker: 'direct', series: [], pool: 'always' });
  const image = () => (kernel.trampoline(test1) as DirectTrampoline).image!;
  let attached = attachEntry();
  const first = image();
  kernel.detach(attached);
  expect(first.freed).toBe(true);

  attached = attachEntry();
  const second = image();
  gracePeriods.runs(kernel.initTask);
  kernel.begin(test1.name, [1], entry!.code);
  kernel.detach(attached);
  expect(second.freed).toBe(false);
  expect(kernel.goOn()).toBe(2n);
  gracePeriods.rests(kernel.initTask);
  expect(second.freed).toBe(true);
});
