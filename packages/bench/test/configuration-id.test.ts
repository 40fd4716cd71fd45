import { expect, test } from 'vitest';
import { configurationId, BENCH_HOOKS, INVOKERS, parseConfiguration, POINTS, space } from '../src/index.js';

test('every id of the space, the base and the other workload names its configuration', () => {
  for (const point of [...space(BENCH_HOOKS, INVOKERS), POINTS.base, POINTS.nullSystemCall]) {
    const id = configurationId(point);
    expect(parseConfiguration(id), id).toEqual({ core: 'cortex-a72', ...point });
  }
});

test('what is left out is fentry, and every series', () => {
  expect(configurationId(parseConfiguration('fprobe'))).toBe('fprobe fentry all');
  expect(configurationId(parseConfiguration(' fprobe  rethook+ftrace-regs '))).toBe('fprobe fentry ftrace-regs+rethook');
  expect(configurationId(parseConfiguration('direct'))).toBe('direct fentry');
});

test('numbers of programs and cores can be said, and come last', () => {
  expect(parseConfiguration('kprobe cores=4 programs=2')).toMatchObject({ programs: 2, cores: 4 });
  expect(configurationId(parseConfiguration('kprobe cores=4 programs=2'))).toBe('kprobe programs=2 cores=4');
  expect(configurationId(parseConfiguration('base cores=8'))).toBe('base cores=8');
  expect(parseConfiguration('direct programs=1 cores=1')).toEqual(parseConfiguration('direct'));
});

test('core and mitigations can be said, over the defaults', () => {
  const text = 'kprobe core=cortex-a53 mitigations=bhb';
  expect(parseConfiguration(text)).toMatchObject({ invoker: 'kprobe', core: 'cortex-a53', mitigations: 'bhb' });
  expect(parseConfiguration('kprobe', { core: 'neoverse-n1' })).toMatchObject({ core: 'neoverse-n1' });
  expect(parseConfiguration(text, { core: 'neoverse-n1', mitigations: 'none' })).toMatchObject({ core: 'cortex-a53', mitigations: 'bhb' });
});

test.each([
  ['', 'configuration "": it is empty; one of base, kprobe, kretprobe, "direct HOOK"'],
  ['rethook', 'configuration "rethook": no invoker "rethook"'],
  ['direct fexit all', '"all" says nothing about direct calls'],
  ['base fexit', '"fexit" says nothing about base'],
  ['fprobe fentry ftrace-reg', 'no series "ftrace-reg"'],
  ['fprobe fentry all all', '"all" is one word too many'],
  ['fprobe fexit all no-pool', 'no-pool is about fentry'],
  ['kprobe core=m1', 'no core "m1" (cortex-a72'],
  ['kprobe core=constructor', 'no core "constructor"'],
  ['kprobe mitigations=all', 'no mitigations "all" (none, bhb, bhb+ssbd)'],
  ['kprobe programs=2 programs=3', '"programs" is said twice'],
  ['kprobe programs=39', '"39" programs (1 to 38)'],
  ['base programs=2', 'nothing is attached there'],
  ['programs=2 base', 'nothing is attached there'],
  ['kprobe cores=0', '"0" cores (1 to 8)'],
  ['lat_syscall null cores=2', 'it is one process by itself'],
  ['kprobe hook=fentry', 'nothing is called "hook"'],
])('%j is refused', (text, message) => {
  expect(() => parseConfiguration(text)).toThrow(message);
});
