import type { Core } from '@tracelab/arm64-machine';
import type { BpfObject } from '@tracelab/bpf';
import { measure, type Measured } from '../measure.js';
import { POINTS } from '../published.js';
import type { Cost } from '../result.js';
import type { Laboratory } from './question.js';

/** Configurations are told apart by what they are, variants by their identifiers and parts. */
function keyOf(configuration: Omit<Measured, 'core'>): string {
  return JSON.stringify(configuration, (_key, value: unknown) => {
    if (typeof value === 'bigint') return `${value}n`;
    return value instanceof Set ? [...value] : value;
  });
}

export function laboratory(core: Core, object: BpfObject): Laboratory {
  const costs = new Map<string, Cost>();
  const cost = (configuration: Omit<Measured, 'core'>): Cost => {
    const key = keyOf(configuration);
    let known = costs.get(key);
    if (!known) {
      const { cycles, instructions } = measure({ ...configuration, core }, object);
      costs.set(key, (known = { cycles, instructions }));
    }
    return known;
  };
  return { core, object, cost, overhead: (configuration) => cost(configuration).cycles - cost(POINTS.base).cycles };
}
