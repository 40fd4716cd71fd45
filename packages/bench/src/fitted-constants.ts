import { cores, isSourced } from '@tracelab/arm64-machine';
import type { FittedConstant } from './result.js';

/** Every number of a core that was chosen so that a measurement comes out, in the order of the core's data. */
export function fittedConstants(core: string): FittedConstant[] {
  const found: FittedConstant[] = [];
  const visit = (value: unknown, path: readonly string[]): void => {
    if (isSourced(value)) {
      if (value.provenance === 'fitted') found.push({ name: path.join('.'), value: value.value, on: value.source });
    } else if (typeof value === 'object' && value !== null) {
      for (const [key, member] of Object.entries(value)) visit(member, [...path, key]);
    }
  };
  visit(cores[core], []);
  return found;
}
