import { cores } from '../cores/index.js';
import { coreNumbers } from './core-numbers.js';
import { measuredAgainstModel } from './measured-against-model.js';
import { summary } from './summary.js';

/** Parts of docs/cores.md by name, as `docs.config.mjs` wants them. */
export const coreDocuments: Readonly<Record<string, () => string>> = {
  'cores-summary': () => summary(Object.values(cores)),
  ...Object.fromEntries(
    Object.values(cores).flatMap((core) => [
      [`${core.name}-measured`, () => measuredAgainstModel(core)],
      [`${core.name}-numbers`, () => coreNumbers(core)],
    ]),
  ),
};
