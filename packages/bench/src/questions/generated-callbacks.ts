import { POINTS } from '../published.js';
import type { Question } from './question.js';

export const generatedCallbacks: Question = {
  number: 3,
  title: 'What would JITing the fprobe callbacks give?',
  answer({ overhead }) {
    const hooks = [['fentry', POINTS.fprobeAll], ['fexit', { ...POINTS.fprobeAll, hook: 'fexit' }]] as const;
    const rows = hooks.map(([hook, point]) => {
      const walked = overhead(point);
      const unrolled = overhead({ ...point, trampoline: { copy: 'unrolled' } });
      const generated = overhead({ ...point, trampoline: { callbacks: 'generated' } });
      return [hook, walked, unrolled, generated, walked - generated] as const;
    });
    const saved = rows.map(([hook, walked, , , gain]) => `${gain.toFixed(0)} cycles of ${hook} (${((100 * gain) / walked).toFixed(0)} %)`);
    return {
      measured: 'fprobe, all series; overhead in cycles. walked: lists and indirect calls, as posted; generated: code for this function and its programs, arguments unrolled, BL in place of BLR',
      tables: [{ heads: ['callbacks', 'walked', 'unrolled', 'generated', 'saved'], rows }],
      conclusion: `Generated callbacks save ${saved.join(' and ')}.`,
    };
  },
};
