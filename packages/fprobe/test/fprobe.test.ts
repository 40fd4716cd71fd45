import { TaskStruct } from '@tracelab/kernel';
import { freeNodes, pendingNodes } from '@tracelab/rethook';
import { beforeEach, describe, expect, test } from 'vitest';
import { FprobeRethookNode, type Fprobe } from '../src/index.js';
import { allCombinations, combinations, ProbingKernel } from './probing-kernel.js';

describe.each(combinations)('fprobe $fprobe, rethook $rethook', (switches) => {
  const kernel = new ProbingKernel(switches);
  const { machine, memory, ftrace, symbols, initTask } = kernel;
  const task = (): Uint8Array => memory.readBytes(initTask, TaskStruct.structSize);
  const probes: Fprobe[] = [];
  const probe = (...args: Parameters<ProbingKernel['probe']>): Fprobe => {
    const one = kernel.probe(...args);
    probes.push(one);
    return one;
  };
  beforeEach(() => {
    for (const one of probes.splice(0)) if (ftrace.registered.includes(one.address)) one.unregister();
    kernel.entryResult = 0;
    kernel.takeNotes();
  });

  test('handlers are told the probe, the call site, the caller, the registers and their data', () => {
    const { address } = probe();
    expect(machine.call('bpf_fentry_test1', [41])).toBe(42n);
    const { ip } = ftrace.records.of('bpf_fentry_test1');
    const retIp = machine.state.pc;
    const [entry, exit] = kernel.takeNotes();
    expect(entry).toMatchObject({ kind: 'entry', fp: address, ip, retIp, x0: 41n });
    expect(exit).toMatchObject({ kind: 'exit', fp: address, ip, retIp, x0: 42n, private: 41n, data: entry!.data });
  });

  test('a call leaves nothing behind in the task, the pool and the registers it must keep', () => {
    const { rethook } = probe();
    const [before, free, { sp }] = [task(), freeNodes(memory, rethook), machine.state];
    for (let n = 19; n < 30; n++) machine.state.setX(n, 0x1900n + BigInt(n));
    for (let i = 0; i < 3; i++) expect(machine.call('bpf_fentry_test1', [i])).toBe(BigInt(i + 1));
    expect(task()).toEqual(before);
    expect(freeNodes(memory, rethook)).toEqual(free);
    expect(machine.state.sp).toBe(sp);
    for (let n = 19; n < 30; n++) expect(machine.state.getX(n)).toBe(0x1900n + BigInt(n));
  });

  test('what the entry handler returns decides about the exit, where the series is on', () => {
    const one = probe();
    kernel.entryResult = 1;
    expect(machine.call('bpf_fentry_test1', [41])).toBe(42n);
    expect(kernel.takeKinds()).toBe(switches.fprobe === 'on' ? 'entry' : 'entry exit');
    expect(one.nmissed).toBe(0n);
    kernel.entryResult = 0;
    machine.call('bpf_fentry_test1', [41]);
    expect(kernel.takeKinds()).toBe('entry exit');
  });

  test('without an exit handler no node is taken, and there is no data', () => {
    const one = probe({ exit: null });
    expect(one.rethook).toBe(0n);
    expect(machine.call('bpf_fentry_test1', [41])).toBe(42n);
    expect(kernel.takeNotes()).toMatchObject([{ kind: 'entry', data: 0n }]);
    expect(kernel.path('bpf_fentry_test1').has('rethook_try_get')).toBe(false);
  });

  test('without an entry handler every exit is seen', () => {
    probe({ entry: null });
    machine.call('bpf_fentry_test1', [41]);
    expect(kernel.takeNotes()).toMatchObject([{ kind: 'exit', x0: 42n }]);
  });

  test('each call keeps its own data', () => {
    probe({ functions: ['doubled', 'bpf_fentry_test1'] });
    expect(machine.call('doubled', [20])).toBe(42n);
    expect(kernel.takeNotes().map(({ kind, x0, private: kept }) => (kind === 'entry' ? [kind, x0] : [kind, x0, kept]))).toEqual([
      ['entry', 20n], ['entry', 20n], ['exit', 21n, 20n], ['exit', 42n, 20n],
    ]);
  });

  test('nodes: as many as nrMaxactive, or twice per function and CPU, and one stack for all with the shadow stack', () => {
    const functions = ['doubled', 'bpf_fentry_test1'];
    const sizes = [probe({ functions }), probe({ functions, nrMaxactive: 3 })].map(({ rethook }) => freeNodes(memory, rethook).length);
    expect(sizes).toEqual(switches.rethook === 'on' ? [0, 0] : [2 * 4 * 2, 3]);
  });

  test('a call for which no node is free is missed, and counted', () => {
    const one = probe({ functions: ['doubled', 'bpf_fentry_test1'], nrMaxactive: 1 });
    expect(machine.call('doubled', [20])).toBe(42n);
    const missed = switches.rethook === 'off';
    expect(one.nmissed).toBe(missed ? 1n : 0n);
    expect(kernel.takeKinds()).toBe(missed ? 'entry exit' : 'entry entry exit exit');
    machine.call('bpf_fentry_test1', [1]);
    expect(kernel.takeKinds()).toBe('entry exit');
  });

  test('a disabled probe sees nothing, and goes on when it is enabled again', () => {
    const one = probe();
    one.disabled = true;
    machine.call('bpf_fentry_test1', [41]);
    expect(kernel.takeKinds()).toBe('');
    one.disabled = false;
    machine.call('bpf_fentry_test1', [41]);
    expect(kernel.takeKinds()).toBe('entry exit');
    expect(one.nmissed).toBe(0n);
  });

  test('of several probes of one function, the last to be entered sees the exit first', () => {
    const addresses = [probe(), probe(), probe()].map(({ address }) => address);
    expect(machine.call('bpf_fentry_test1', [41])).toBe(42n);
    const notes = kernel.takeNotes();
    const [entries, exits] = [notes.slice(0, 3), notes.slice(3)];
    expect(entries.map(({ kind, fp }) => [kind, fp]).sort()).toEqual(addresses.map((fp) => ['entry', fp]).sort());
    expect(exits.map(({ kind, fp, x0, retIp }) => [kind, fp, x0, retIp]))
      .toEqual(entries.toReversed().map(({ fp }) => ['exit', fp, 42n, machine.state.pc]));
  });

  test('an exit that is pending when the probe goes is not seen, and returns', () => {
    const one = probe();
    const home = symbols.lookup('vectors');
    machine.state.setX(0, 41n);
    machine.state.setX(30, home);
    machine.state.pc = symbols.lookup('bpf_fentry_test1');
    const trampoline = symbols.lookup('arch_rethook_trampoline');
    while (machine.state.pc !== trampoline) machine.processor.step();
    const [node] = pendingNodes(memory, initTask);
    expect(FprobeRethookNode.entryIp.read(memory, node!)).toBe(ftrace.records.of('bpf_fentry_test1').ip);
    one.unregister();
    // The node, or the frame, and the rethook stay as long as the call needs them.
    expect(one.stepwise.free()).toBe(1);
    while (machine.state.pc !== home) machine.processor.step();
    expect(machine.state.getX(0)).toBe(42n);
    expect(kernel.takeKinds()).toBe('entry');
    expect(pendingNodes(memory, initTask)).toEqual([]);
    expect(one.stepwise.free()).toBe(0);

    machine.call('bpf_fentry_test1', [41]);
    expect(kernel.takeKinds()).toBe('');
  });

  test('what cannot be probed is refused by name', () => {
    expect(() => kernel.probe({ functions: [] })).toThrow('fprobe: no function to probe');
    expect(() => kernel.probe({ functions: ['fprobe_handler'] })).toThrow(/fprobe_handler has no patchable entry/);
  });
});

test.each(allCombinations)('seen alike with ftrace-regs $regs, ops-direct $ops, fprobe $fprobe, rethook $rethook', (switches) => {
  const kernel = new ProbingKernel(switches);
  const { address } = kernel.probe();
  expect(kernel.machine.call('bpf_fentry_test1', [41])).toBe(42n);
  expect(kernel.takeNotes()).toMatchObject([
    { kind: 'entry', fp: address, x0: 41n, retIp: kernel.machine.state.pc },
    { kind: 'exit', fp: address, x0: 42n, retIp: kernel.machine.state.pc, private: 41n },
  ]);
});

/** With a shared op the list function's guard is the outer one, and drops the call before the probe hears of it. */
test.each([['on', 1n], ['off', 0n]] as const)('a handler that calls what it probes does not recurse, ops-direct %s', (ops, nmissed) => {
  const kernel = new ProbingKernel({ fprobe: 'on', rethook: 'off', regs: 'on', ops });
  const probe = kernel.probe({ entry: 'recursing_entry' });
  const before = kernel.memory.readBytes(kernel.initTask, TaskStruct.structSize);
  expect(kernel.machine.call('bpf_fentry_test1', [41])).toBe(42n);
  expect(probe.nmissed).toBe(nmissed);
  expect(kernel.memory.readBytes(kernel.initTask, TaskStruct.structSize)).toEqual(before);
});
