import { freeNodes } from '@tracelab/rethook';
import { beforeEach, describe, expect, test } from 'vitest';
import { type Fprobe, FprobeLayout, registerFprobe, registerFprobeIps, registerFprobeSyms } from '../src/index.js';
import { ProbingKernel } from './probing-kernel.js';

const kernel = new ProbingKernel({ fprobe: 'on', rethook: 'off', regs: 'on', ops: 'on' });
const { ftrace, machine, memory, symbols } = kernel;
const handlers = { entryHandler: symbols.lookup('note_entry'), exitHandler: symbols.lookup('note_exit'), entryDataSize: 8 };
const registered: Fprobe[] = [];
const keep = (probe: Fprobe): Fprobe => (registered.push(probe), probe);
beforeEach(() => {
  for (const probe of registered.splice(0)) if (ftrace.registered.includes(probe.address)) probe.unregister();
  kernel.takeNotes();
});
const ip = (name: string) => ftrace.records.of(name).ip;
/** Of the functions, those whose calls are seen. */
const seen = (names: readonly string[]): string[] =>
  names.filter((name) => {
    machine.call(name, [1, 2, 3, 4]);
    return kernel.takeNotes().length > 0;
  });
const targets = [1, 2, 3, 4, 5, 6, 7].map((n) => `bpf_fentry_test${n}`);

describe('which functions', () => {
  test('register_fprobe: those that fit the filter, but for those that fit the other', () => {
    keep(registerFprobe(kernel, ftrace, handlers, 'bpf_fentry_test?', '*test[2-4]'));
    expect(seen([...targets, 'doubled'])).toEqual(['bpf_fentry_test1', 'bpf_fentry_test5', 'bpf_fentry_test6', 'bpf_fentry_test7', 'doubled']);
  });

  test('register_fprobe_syms: all of the names', () => {
    keep(registerFprobeSyms(kernel, ftrace, handlers, ['bpf_fentry_test3', 'bpf_fentry_test5']));
    expect(seen(targets)).toEqual(['bpf_fentry_test3', 'bpf_fentry_test5']);
  });

  test('register_fprobe_ips: functions, or their call sites', () => {
    keep(registerFprobeIps(kernel, ftrace, handlers, [symbols.lookup('bpf_fentry_test2'), ip('bpf_fentry_test4')]));
    expect(seen(targets)).toEqual(['bpf_fentry_test2', 'bpf_fentry_test4']);
  });

  test('nodes are for what the filter has, whatever is taken out again', () => {
    const { rethook } = keep(registerFprobe(kernel, ftrace, handlers, 'bpf_fentry_test?', 'bpf_fentry_test1'));
    expect(freeNodes(memory, rethook)).toHaveLength(8 * kernel.numPossibleCpus * 2);
  });
});

describe('what is refused changes nothing', () => {
  const state = (): unknown => [ftrace.registered, memory.readBytes(symbols.lookup('bpf_fentry_test1'), 16)];
  test.each([
    ['no function', () => registerFprobeSyms(kernel, ftrace, handlers, []), /^fprobe: no function to probe$/],
    ['no such name', () => registerFprobeSyms(kernel, ftrace, handlers, ['bpf_fentry_test1', 'nobody']), /^ftrace: nobody has no patchable entry; traceable are /],
    ['no call site', () => registerFprobeIps(kernel, ftrace, handlers, [0x1234n]), /^ftrace: 0x1234 has no patchable entry; traceable are /],
    ['nothing fits', () => registerFprobe(kernel, ftrace, handlers, 'nob*'), /^fprobe: no function fits "nob\*"; traceable are /],
    ['nothing to leave out', () => registerFprobe(kernel, ftrace, handlers, '*', 'nob*'), /^fprobe: no function fits "nob\*"; traceable are /],
    ['no pool', () => registerFprobe(kernel, ftrace, { ...handlers, nrMaxactive: -1 }, '*'), 'fprobe: nrMaxactive -1: a whole number of nodes, 0 or more'],
    ['no data', () => registerFprobe(kernel, ftrace, { ...handlers, entryDataSize: 1.5 }, '*'), 'fprobe: entryDataSize 1.5: a whole number of bytes, 0 or more'],
    ['no parts', () => registerFprobe(kernel, ftrace, { ...handlers, kprobeShared: true }, '*'),
      'fprobe: to share handlers with kprobes, link kprobeSharedParts() and kprobeParts'],
  ] as const)('%s', (_, register, message) => {
    const before = state();
    expect(register).toThrow(message);
    expect(state()).toEqual(before);
  });

  test('a struct that is registered already (EBUSY)', () => {
    const { address } = keep(kernel.probe());
    expect(() => kernel.probe({ address })).toThrow(/^fprobe: the one at 0x[0-9a-f]+ is registered already$/);
    expect(seen(['bpf_fentry_test1'])).toEqual(['bpf_fentry_test1']);
  });

  test('to unregister twice (EINVAL)', () => {
    const probe = kernel.probe();
    probe.unregister();
    expect(() => probe.unregister()).toThrow(/^fprobe: the one at 0x[0-9a-f]+ is not registered$/);
  });
});

test('a probe can be registered again in the place of the old one', () => {
  const address = kernel.kzalloc(FprobeLayout.structSize);
  for (let i = 0; i < 3; i++) {
    const probe = kernel.probe({ address });
    expect(seen(['bpf_fentry_test1'])).toEqual(['bpf_fentry_test1']);
    probe.unregister();
    expect(seen(['bpf_fentry_test1'])).toEqual([]);
  }
});

test('probes come and go in any order, others stay as they are', () => {
  const stays = keep(kernel.probe({ functions: ['bpf_fentry_test7', 'bpf_fentry_test2'] }));
  const others = [0, 1, 2].map((n) => kernel.probe({ functions: targets.slice(n, n + 3) }));
  const seenBy = (name: string): bigint[] => {
    machine.call(name, [1, 2, 3, 4]);
    return kernel.takeNotes().filter(({ kind }) => kind === 'entry').map(({ fp }) => fp).sort();
  };
  const probesOf = new Map<string, Fprobe[]>(targets.map((name, n) => [name, others.filter((_, first) => n >= first && n < first + 3)]));
  probesOf.get('bpf_fentry_test7')!.push(stays);
  probesOf.get('bpf_fentry_test2')!.push(stays);
  const check = (): void => {
    for (const name of targets) expect(seenBy(name)).toEqual(probesOf.get(name)!.map(({ address }) => address).sort());
  };
  check();
  for (const gone of [1, 0, 2]) {
    others[gone]!.unregister();
    for (const [name, probes] of probesOf) probesOf.set(name, probes.filter((one) => one !== others[gone]));
    check();
  }
});

test('what an unregistered probe had is freed, and poisoned', () => {
  const probe = kernel.probe();
  const nodes = probe.stepwise.nodes;
  const { address, rethook } = probe;
  expect(nodes).toHaveLength(8);
  expect(() => probe.stepwise.free()).toThrow(/is registered; unregister it first/);
  probe.unregister();
  expect(probe.stepwise.free()).toBe(0);
  for (const freed of [address, rethook, ...nodes]) expect(memory.read(freed + 16n, 8)).toBe(0x6b6b6b6b6b6b6b6bn);
  expect(probe.stepwise.free()).toBe(0);
});
