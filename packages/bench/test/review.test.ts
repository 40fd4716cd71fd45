import { linkKernel } from '@tracelab/kernel';
import { readObject, triggerObject } from '@tracelab/bpf';
import { describe, expect, test } from 'vitest';
import { measure, partsOf, review, SERIES_IDS, type SeriesId } from '../src/index.js';
import { listing } from '../src/review/listing.js';
import { changedSymbols } from './image-difference.js';

const object = readObject(triggerObject);
const core = 'cortex-a72';
const reviews = new Map(SERIES_IDS.map((id) => [id, review({ package: id, core, object })]));

describe.each(SERIES_IDS)('%s', (id) => {
  const { symbols, paths } = reviews.get(id)!;
  const images = { before: linkKernel(partsOf([])), after: linkKernel(partsOf([id])) };

  test('every symbol that differs before it is linked is shown, and each once', () => {
    const names = symbols.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toEqual(expect.arrayContaining(changedSymbols(images.before, images.after)));
  });

  test.each(['before', 'after'] as const)('the diff without the other side is the routine %s', (side) => {
    for (const { name, kind, bytes, lines } of symbols.filter(({ kind }) => kind === 'code')) {
      const own = lines.filter((line) => line[side] !== null);
      expect([kind, 4 * own.length], name).toEqual(['code', bytes[side] ?? 0]);
      expect(
        own.map((line) => line[side]),
        name,
      ).toEqual(own.map((_, i) => 4 * i));
      if (bytes[side] === null) continue;
      const whole = listing(
        images[side],
        images[side].objects.find((one) => one.name === name)!,
      );
      const changed = own.filter(({ change }) => change !== ' ').map((line) => line.text);
      expect(changed, name).toEqual(own.flatMap(({ change }, i) => (change === ' ' ? [] : [whole[i]!.text])));
    }
  });

  test('cycles and instructions of a call are those of measure', () => {
    expect(paths.map(({ hook, others }) => `${hook} ${others}`)).toEqual([
      'fentry off',
      'fentry on',
      'fexit off',
      'fexit on',
    ]);
    for (const { hook, others, before, after } of paths) {
      const context: SeriesId[] = others === 'on' ? SERIES_IDS.filter((one) => one !== id) : [];
      const cost = (series: SeriesId[]) => measure({ core, invoker: 'fprobe', hook, series, pool: 'always' }, object);
      for (const [path, series] of [
        [before, context],
        [after, [...context, id]],
      ] as const) {
        const { cycles, instructions } = cost([...series]);
        expect(path).toEqual({ cycles, instructions });
      }
    }
  });

  test('what symbols save adds up to what the call saves', () => {
    for (const { before, after, symbols } of paths) {
      for (const of of ['cycles', 'instructions'] as const) {
        const saved = symbols.reduce((sum, one) => sum + (one.before?.[of] ?? 0) - (one.after?.[of] ?? 0), 0);
        expect(saved).toBeCloseTo(before[of] - after[of], 9);
      }
    }
  });
});

test('ftrace-regs leaves one trampoline of three, and moves the saved LR', () => {
  const { symbols, patchableEntry } = reviews.get('ftrace-regs')!;
  const of = (name: string) => symbols.find((one) => one.name === name)!;
  expect(of('ftrace_regs_caller').bytes).toEqual({ before: 100, after: null });
  expect(of('ftrace_common').bytes.after).toBeNull();
  expect(of('ftrace_caller').lines[0]).toEqual({ change: ' ', before: 0, after: 0, text: 'bti     c' });
  expect(of('ftrace_caller').lines.map(({ text }) => text)).toContain('adrp    x2, function_trace_op');
  const moved = of('arch_rethook_prepare').lines.filter(({ change }) => change !== ' ');
  expect(moved.map(({ change, text }) => change + text)).toContain('-ldr     x2, [x1, #240]');
  expect(moved.map(({ change, text }) => change + text)).toContain('+ldr     x2, [x1, #88]');
  expect([patchableEntry.before, patchableEntry.after]).toEqual([0, 0]);
});

test('ops-direct takes the list function off the path, and asks for 8 bytes in front of every function', () => {
  const { paths, patchableEntry } = reviews.get('ops-direct')!;
  for (const { symbols } of paths) {
    expect(symbols.find(({ name }) => name === 'arch_ftrace_ops_list_func')).toMatchObject({
      before: { instructions: expect.any(Number) },
      after: null,
    });
  }
  expect(patchableEntry).toMatchObject({ before: 0, after: 8 });
});

test('fprobe changes one routine', () => {
  expect(reviews.get('fprobe')!.symbols.map(({ name }) => name)).toEqual(['fprobe_handler']);
});
