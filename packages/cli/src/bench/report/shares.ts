import { HOOKS, SERIES_IDS, type BenchResult, type Hook } from '@tracelab/bench';
import { percent, tenths, whole } from './figures.js';
import type { Part } from './index.js';
import { beside, table, type Column } from './table.js';

/** Gain of each series alone, last, and averaged over every order of turning them on. */
export const shares: Part = (result, { head, note }) => {
  if (result.shares.length === 0) return undefined;
  const measured = HOOKS.filter((hook) => result.shares.some((share) => share.hook === hook));
  return [
    ...beside(measured).flatMap((hooks) => [...sharesOf(hooks, result, head), '']),
    note('Alone: no other is on. Last: all others are on. Shapley: mean over all orders.'),
  ];
};

function sharesOf(hooks: readonly Hook[], result: BenchResult, head: (text: string) => string): string[] {
  const columns: Column[] = [
    { head: '', align: 'left' },
    ...hooks.flatMap((hook): Column[] => [
      { head: 'alone', group: hook, gap: 3 },
      { head: 'last', group: hook },
      { head: 'Shapley', group: hook },
      { head: 'share %', group: hook },
    ]),
  ];
  const lines = SERIES_IDS.map((id) => [
    id,
    ...hooks.flatMap((hook) => {
      const { alone, last, shapley, share } = result.shares.find((one) => one.hook === hook && one.series === id)!;
      return [whole(alone), whole(last), tenths(shapley), percent(share)];
    }),
  ]);
  const together = hooks.flatMap((hook) => {
    const shares = result.shares.filter((one) => one.hook === hook);
    const sum = (of: (share: (typeof shares)[number]) => number): number =>
      shares.reduce((total, one) => total + of(one), 0);
    return ['', '', tenths(sum(({ shapley }) => shapley)), percent(sum(({ share }) => share))];
  });
  return table(columns, [...lines, ['together', ...together]], head);
}
