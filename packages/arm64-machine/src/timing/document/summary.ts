import type { Core } from '../core.js';
import { parameters } from '../parameters.js';
import { code, table } from './markdown.js';
import type { Provenance } from '../provenance.js';

const PROVENANCES: readonly Provenance[] = ['measured', 'manual', 'derived', 'assumed', 'fitted'];

/** How many numbers of each core come from where. A number that several classes of instructions share counts once. */
export function summary(cores: readonly Core[]): string {
  return table(
    ['core', 'issues', ...PROVENANCES],
    cores.map((core) => {
      const distinct = new Map(
        parameters(core).map(({ path, value, provenance, source }) => [
          `${path.startsWith('classes.') ? '' : path} ${value} ${source}`,
          provenance,
        ]),
      );
      const count = (which: Provenance): number => [...distinct.values()].filter((one) => one === which).length;
      return [code(core.name), core.discipline, ...PROVENANCES.map((which) => String(count(which)))];
    }),
  );
}
