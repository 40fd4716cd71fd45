import { POINTS } from '../published.js';
import type { Question } from './question.js';

/** Beyond 128 MiB from the kernel's text, as the module region may be with KASLR. */
const OUT_OF_REACH = 0xffff_8000_2000_0000n;

export const reachOfBl: Question = {
  number: 10,
  title: 'What does the limited range of BL cost once a PLT or the ops literal takes over?',
  answer({ cost }) {
    const hooks = [['fentry', POINTS.direct], ['fexit', POINTS.directFexit]] as const;
    const rows = hooks.map(([hook, point]) => {
      const near = cost(point);
      const plt = cost({ ...point, directPlt: true });
      const far = cost({ ...point, runtimeText: OUT_OF_REACH });
      return [hook, near.cycles, plt.cycles, far.cycles, far.cycles - near.cycles, far.instructions - near.instructions] as const;
    });
    const said = rows.map(([hook, near, plt, far]) => `${(plt - near).toFixed(0)} and ${(far - near).toFixed(0)} cycles for ${hook}`);
    return {
      measured: 'a direct call, cycles per iteration: BL to the BPF trampoline; BL to a PLT entry (ADRP, ADD, BR) in front of it; trampoline out of reach, so BL to ftrace_caller, which loads ops and direct_call and jumps',
      tables: [{ heads: ['hook', 'in reach', 'PLT', 'literal', 'more', 'instr'], rows }],
      conclusion: `A PLT entry and the ops literal cost ${said.join(', ')}.`,
    };
  },
};
