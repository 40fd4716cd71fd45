import { HOOKS, SERIES_IDS, type Hook } from '../configuration.js';
import { shares, type Share } from '../shares.js';
import type { Laboratory, Question } from './question.js';

function sharesOf(hook: Hook, { cost }: Laboratory): Share<(typeof SERIES_IDS)[number]>[] {
  return shares(SERIES_IDS, (series) => cost({ invoker: 'fprobe', hook, series, pool: 'always' }).cycles);
}

export const seriesShares: Question = {
  number: 1,
  title: 'What does each of the four optimisations buy, alone and together?',
  answer(laboratory) {
    const byHook = HOOKS.map((hook) => ({ hook, shares: sharesOf(hook, laboratory) }));
    const totals = byHook.map(({ hook, shares: all }) => ({ hook, saved: all.reduce((sum, { shapley }) => sum + shapley, 0) }));
    const most = byHook.map(({ hook, shares: all }) => {
      const [first] = [...all].sort((a, b) => b.shapley - a.shapley);
      return `${first!.series} for ${hook} (${(100 * first!.share).toFixed(0)} %)`;
    });
    return {
      measured: 'BPF on fprobe, getpgid; cycles saved per call: alone (no other on), last (all others on), Shapley (mean over all orders)',
      tables: byHook.map(({ hook, shares: all }) => ({
        heads: [hook, 'alone', 'last', 'Shapley', 'share %'],
        digits: [0, 0, 1, 1],
        rows: all.map(({ series, alone, last, shapley, share }) => [series, alone, last, shapley, 100 * share] as const),
      })),
      conclusion:
        `Together they save ${totals.map(({ hook, saved }) => `${saved.toFixed(0)} cycles of ${hook}`).join(', ')}; ` +
        `the largest share has ${most.join(', ')}.`,
    };
  },
};
