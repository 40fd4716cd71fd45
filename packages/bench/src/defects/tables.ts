import type { BpfObject } from '@tracelab/bpf';
import { DEFECTS, GUARDS, runDefect, type DefectId, type Guard } from '@tracelab/bpf-trampoline';
import { coreNamed } from '../build.js';
import { SERIES_IDS, type Hook, type Invoker } from '../configuration.js';
import { measure, type Measured } from '../measure.js';
import { defectCosts } from './defect-costs.js';

/** Markdown: what each defect shows, with it and without, and what its fix costs on a core. */
export function defectsTable(core: string): string {
  const costs = defectCosts(coreNamed(core)).map(({ id, call, defect, fixed }) => ({
    id, call, cycles: fixed.cycles - defect.cycles, instructions: fixed.instructions - defect.instructions,
  }));
  const cost = (id: DefectId): string => {
    const changed = costs.filter((one) => one.id === id && one.instructions !== 0);
    return changed.map(({ call, cycles, instructions }) => `${call}: ${signed(cycles)} (${signed(instructions)})`).join('; ') || 'nothing';
  };
  return [
    '| `DefectId` | what a scenario shows, with it → without | the fix costs, in cycles (instructions) per call |',
    '| --- | --- | --- |',
    ...(Object.keys(DEFECTS) as DefectId[]).map((id) => `| \`${id}\` | ${shown(id)} | ${cost(id)} |`),
  ].join('\n');
}

function shown(id: DefectId): string {
  const defect = runDefect(id, { fixed: false });
  const fixed = runDefect(id, { fixed: true });
  const differing = Object.keys(defect).filter((what) => defect[what] !== fixed[what]);
  return differing.map((what) => `${what}: ${defect[what]} → ${fixed[what]}`).join('; ');
}

type TrampolineVariant = NonNullable<Measured['trampoline']>;

/** Where a variant is measured, in the order of the columns. */
const COLUMNS = (['fprobe', 'direct'] as const).flatMap((invoker) => (['fentry', 'fexit'] as const).map((hook) => ({ invoker, hook })));

const CALLBACKS: readonly (readonly [string, TrampolineVariant])[] = [
  ["`copy: 'unrolled'`: all eight registers, no loop", { copy: 'unrolled' }],
  ["`copy: 'counted'`: in pairs, as many as BTF says", { copy: 'counted' }],
  ["`callbacks: 'generated'`: constants and direct calls", { callbacks: 'generated' }],
];

/** Markdown: what other callbacks, and less protection around programs, save per call of the trigger benchmark with all series on. */
export function trampolineVariantsTable(core: string, object: BpfObject): string {
  const cycles = (invoker: Invoker, hook: Hook, trampoline?: TrampolineVariant): number =>
    measure({ core, invoker, hook, series: SERIES_IDS, pool: 'always', ...(trampoline && { trampoline }) }, object).cycles;
  const plain = COLUMNS.map(({ invoker, hook }) => cycles(invoker, hook));
  const row = (name: string, variant: TrampolineVariant, has: (invoker: Invoker) => boolean): string => {
    const cells = COLUMNS.map(({ invoker, hook }, i) => (has(invoker) ? signed(Math.round(cycles(invoker, hook, variant) - plain[i]!)) : ''));
    return `| ${name} | ${cells.join(' | ')} |`;
  };
  const guards = Object.keys(GUARDS) as Guard[];
  return [
    `| cycles per call, against the default | ${COLUMNS.map(({ invoker, hook }) => `${invoker}, ${hook}`).join(' | ')} |`,
    `| --- | ${COLUMNS.map(() => '---:').join(' | ')} |`,
    ...CALLBACKS.map(([name, variant]) => row(name, variant, (invoker) => invoker === 'fprobe')),
    ...guards.map((guard) => row(`without \`${guard}\``, { without: new Set([guard]) }, () => true)),
    row('without any of them', { without: new Set(guards) }, () => true),
  ].join('\n');
}

function signed(value: number): string {
  return value > 0 ? `+${value}` : String(value).replace('-', '−');
}
