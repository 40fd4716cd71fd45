import { cortexA72 } from '@tracelab/arm64-machine';
import { triggerObject } from '@tracelab/bpf';
import { BENCH_HOOKS, measure, POINTS, PUBLISHED, readBenchObject, SERIES_IDS, shares, withRefetch } from './dist/index.js';

const object = readBenchObject(triggerObject);
const published = (id, metric) => PUBLISHED.find((one) => one.id === id && one.metric === metric).value;

/** What the published measurements are predicted as where whatever empties the window costs `refetch` cycles. */
function predictions(refetch) {
  const core = withRefetch(cortexA72, refetch);
  const cycles = (point) => measure({ ...POINTS[point], core }, object).cycles;
  const base = cycles('base');
  return {
    base,
    nullSystemCall: cycles('nullSystemCall'),
    unmitigated: measure({ ...POINTS.nullSystemCall, core, mitigations: 'none' }, object).cycles,
    kprobe: cycles('kprobe') - base,
    direct: cycles('direct') - base,
    fprobeXu: cycles('fprobeXu') - base,
  };
}

/** The cost with which the null system call of the TI boards comes nearest to what was measured. */
function refetchOnTi(from) {
  const target = published('ti lat_syscall null', 'cycles');
  const distance = (refetch) =>
    Math.abs(measure({ ...POINTS.nullSystemCall, core: withRefetch(cortexA72, refetch) }, object).cycles - target);
  let best = from;
  while (distance(best - 1) < distance(best)) best--;
  return best;
}

const rows = [
  ['base iteration, Xu', 'base', published('xu base', 'cycles')],
  ['null system call, TI', 'nullSystemCall', published('ti lat_syscall null', 'cycles')],
  ['the same, without mitigations', 'unmitigated', published('ti lat_syscall null', 'cycles')],
  ['kprobe, overhead, Xu', 'kprobe', published('xu kprobe', 'overhead')],
  ['direct call, overhead, Xu', 'direct', published('xu direct', 'overhead')],
  ['fprobe, overhead, Xu', 'fprobeXu', published('xu fprobe', 'overhead')],
];

/** What each series saves, by hook; made once for the four tables. */
const effects = BENCH_HOOKS.map((hook) => ({
  hook,
  shares: shares(SERIES_IDS, (series) => measure({ core: cortexA72.name, invoker: 'fprobe', hook, series, pool: 'always' }, object).cycles),
}));

function effect(id) {
  return [
    '| cycles saved per call | alone | last | Shapley |',
    '| --- | ---: | ---: | ---: |',
    ...effects.map(({ hook, shares }) => {
      const { alone, last, shapley } = shares.find(({ series }) => series === id);
      return `| ${hook} | ${[alone, last, shapley].map((cycles) => cycles.toFixed(1).replace(/\.0$/, '').replace(/^-0$/, '0')).join(' | ')} |`;
    }),
  ].join('\n');
}

export default {
  /** `effect-ftrace-regs` and so on, for the series' own READMEs. */
  ...Object.fromEntries(SERIES_IDS.map((id) => [`effect-${id}`, () => effect(id)])),

  /** The same predictions with the cost of a flush as fitted, and as the TI boards would have it. */
  refetch() {
    const fitted = cortexA72.flushes.refetch.value;
    const other = refetchOnTi(fitted);
    const columns = [fitted, other].map((refetch) => predictions(refetch));
    const error = (predicted, measured) => `${Math.round(predicted)} (${(100 * (predicted / measured - 1)).toFixed(0)} %)`;
    return [
      `| cycles | published | flushes of ${fitted}, fitted on Xu's base | of ${other}, as TI's null system call would have it |`,
      '| --- | --- | --- | --- |',
      ...rows.map(([name, key, measured]) =>
        `| ${name} | ${Math.round(measured)} | ${columns.map((column) => error(column[key], measured)).join(' | ')} |`),
    ].join('\n');
  },
};
