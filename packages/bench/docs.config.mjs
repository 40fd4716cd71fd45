import { cortexA72 } from '@tracelab/arm64-machine';
import { triggerObject } from '@tracelab/bpf';
import { HOOKS, measure, POINTS, PUBLISHED, readBenchObject, SERIES_IDS, shares, withExceptionPair } from './dist/index.js';

const object = readBenchObject(triggerObject);
const published = (id, metric) => PUBLISHED.find((one) => one.id === id && one.metric === metric).value;

/** What the published measurements are predicted as where exception entry and return together take `pair` cycles. */
function predictions(pair) {
  const core = withExceptionPair(cortexA72, pair);
  const cycles = (point) => measure({ ...POINTS[point], core }, object).cycles;
  const base = cycles('base');
  return {
    base,
    nullSystemCall: cycles('nullSystemCall'),
    kprobe: cycles('kprobe') - base,
    direct: cycles('direct') - base,
    fprobeXu: cycles('fprobeXu') - base,
  };
}

/** The pair with which the null system call of the TI boards comes out: one entry and one return in a call, as in the base. */
function pairOnTi(fitted) {
  return fitted - Math.round(predictions(fitted).nullSystemCall - published('ti lat_syscall null', 'cycles'));
}

const rows = [
  ['base iteration, Xu', 'base', published('xu base', 'cycles')],
  ['null system call, TI', 'nullSystemCall', published('ti lat_syscall null', 'cycles')],
  ['kprobe, overhead, Xu', 'kprobe', published('xu kprobe', 'overhead')],
  ['direct call, overhead, Xu', 'direct', published('xu direct', 'overhead')],
  ['fprobe, overhead, Xu', 'fprobeXu', published('xu fprobe', 'overhead')],
];

/** What each series saves, by hook; made once for the four tables. */
const effects = HOOKS.map((hook) => ({
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

  /** The same predictions with the pair as fitted, and as the TI boards would have it. */
  'exception-pair'() {
    const fitted = cortexA72.exceptions.entry.value + cortexA72.exceptions.return.value;
    const other = pairOnTi(fitted);
    const columns = [fitted, other].map((pair) => predictions(pair));
    const error = (predicted, measured) => `${Math.round(predicted)} (${(100 * (predicted / measured - 1)).toFixed(0)} %)`;
    return [
      `| cycles | published | pair of ${fitted}, fitted on Xu's base | pair of ${other}, as TI's null system call would have it |`,
      '| --- | --- | --- | --- |',
      ...rows.map(([name, key, measured]) =>
        `| ${name} | ${Math.round(measured)} | ${columns.map((column) => error(column[key], measured)).join(' | ')} |`),
    ].join('\n');
  },
};
