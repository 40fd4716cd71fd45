import type { Core } from './core.js';
import { time, type TimeOptions } from './time.js';

/** One published figure for a core, and the text that shows it. */
export interface Measurement extends TimeOptions {
  readonly name: string;
  readonly text: string;
  /** Cycles for one repetition of the text, or the lowest and highest that were published. */
  readonly cycles: number | readonly [low: number, high: number];
  readonly source: string;
  /** Why the model is known to differ; a row that has it is expected to. */
  readonly differs?: string;
}

export interface Comparison extends Measurement {
  /** Cycles of the model. */
  readonly modelled: number;
  /** Cycles by which it misses the published figure or range. */
  readonly error: number;
  /** Within 10 % or half a cycle. */
  readonly agrees: boolean;
}

const RELATIVE = 0.1;
const ABSOLUTE = 0.5;

/** Times a published figure's text on the model. */
export function compare(core: Core, measurement: Measurement): Comparison {
  const { cycles } = measurement;
  const [low, high] = typeof cycles === 'number' ? [cycles, cycles] : cycles;
  const modelled = time(core, measurement.text, measurement).cycles;
  const error = modelled < low ? modelled - low : modelled > high ? modelled - high : 0;
  const agrees = Math.abs(error) <= Math.max(ABSOLUTE, RELATIVE * (error < 0 ? low : high));
  return { ...measurement, modelled, error, agrees };
}

/** Measurements of one instruction: in a chain through its own result, and many of it that depend on nothing. */
export const operation =
  (source: string) =>
  (
    name: string,
    chain: string,
    independent: string,
    latency: number,
    perCycle: number | readonly [most: number, least: number],
  ): [latency: Measurement, throughput: Measurement] => {
    const cycles = typeof perCycle === 'number' ? 1 / perCycle : ([1 / perCycle[0], 1 / perCycle[1]] as const);
    return [
      { name: `${name}, latency`, text: chain, cycles: latency, source },
      { name: `${name}, throughput`, text: independent, cycles, source },
    ];
  };
