import { cortexA72 } from '@tracelab/arm64-machine';
import { triggerObject } from '@tracelab/bpf';
import { defectCosts, measure, readBenchObject, SERIES_IDS } from '@tracelab/bench';
import { DEFECTS, GUARDS, runDefect } from './dist/index.js';

const signed = (value) => (value > 0 ? `+${value}` : `${value}`.replace('-', '−'));

/** What a scenario shows with the defect and without, where that differs. */
function shown(id) {
  const [defect, fixed] = [false, true].map((isFixed) => runDefect(id, { fixed: isFixed }));
  const differing = Object.keys(defect).filter((what) => defect[what] !== fixed[what]);
  return differing.map((what) => `${what}: ${defect[what]} → ${fixed[what]}`).join('; ');
}

function defects() {
  const costs = defectCosts(cortexA72).map(({ id, call, defect, fixed }) => ({
    id, call, cycles: fixed.cycles - defect.cycles, instructions: fixed.instructions - defect.instructions,
  }));
  const cost = (id) => {
    const changed = costs.filter((one) => one.id === id && one.instructions !== 0);
    return changed.map(({ call, cycles, instructions }) => `${call}: ${signed(cycles)} (${signed(instructions)})`).join('; ') || 'nothing';
  };
  return [
    '| `DefectId` | what a scenario shows, with it → without | the fix costs, in cycles (instructions) per call |',
    '| --- | --- | --- |',
    ...Object.keys(DEFECTS).map((id) => `| \`${id}\` | ${shown(id)} | ${cost(id)} |`),
  ].join('\n');
}

const object = readBenchObject(triggerObject);
const HOOKS = ['fentry', 'fexit'];

function variants() {
  const cycles = (hook, invoker, trampoline) =>
    measure({ core: cortexA72.name, invoker, hook, series: SERIES_IDS, pool: 'always', ...(trampoline && { trampoline }) }, object).cycles;
  const plain = Object.fromEntries(['fprobe', 'direct'].map((invoker) => [invoker, HOOKS.map((hook) => cycles(hook, invoker))]));
  const row = (name, invokers, trampoline) => {
    const cells = ['fprobe', 'direct'].flatMap((invoker) =>
      HOOKS.map((hook, i) => (invokers.includes(invoker) ? signed(Math.round(cycles(hook, invoker, trampoline) - plain[invoker][i])) : '')));
    return `| ${name} | ${cells.join(' | ')} |`;
  };
  return [
    '| cycles per call, against the default | fprobe, fentry | fprobe, fexit | direct, fentry | direct, fexit |',
    '| --- | ---: | ---: | ---: | ---: |',
    row("`copy: 'unrolled'`: all eight registers, no loop", ['fprobe'], { copy: 'unrolled' }),
    row("`copy: 'counted'`: in pairs, as many as BTF says", ['fprobe'], { copy: 'counted' }),
    row("`callbacks: 'generated'`: constants and direct calls", ['fprobe'], { callbacks: 'generated' }),
    ...Object.keys(GUARDS).map((guard) => row(`without \`${guard}\``, ['fprobe', 'direct'], { without: new Set([guard]) })),
    row('without any of them', ['fprobe', 'direct'], { without: new Set(Object.keys(GUARDS)) }),
  ].join('\n');
}

export default { 'trampoline-defects': defects, 'trampoline-variants': variants };
