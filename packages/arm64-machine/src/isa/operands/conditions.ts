import { field, type Operand } from './operand.js';

/** Condition codes by number, as GNU prints them (Arm ARM, C1.2.4). */
export const conditions = [
  'eq', 'ne', 'cs', 'cc', 'mi', 'pl', 'vs', 'vc', 'hi', 'ls', 'ge', 'lt', 'gt', 'le', 'al', 'nv',
] as const;

/** Other names of conditions, the first in each the architecture's preferred. */
export const conditionSynonyms: Readonly<Record<string, readonly string[]>> = { cs: ['hs'], cc: ['lo', 'ul'] };

/** `<cond>`, or `<!cond>` for an alias such as CSET that encodes the opposite; AL and NV have none. */
export function condition(inverted: boolean): Operand {
  const numbers = new Map<string, number>();
  conditions.forEach((name, number) => {
    if (inverted && number >= 14) return;
    for (const one of [name, ...(conditionSynonyms[name] ?? [])]) numbers.set(one, number);
  });
  return {
    parse: (reader) => {
      const number = numbers.get(reader.peekWord());
      if (number === undefined) return reader.fail(`a condition ${[...numbers.keys()].join(', ')}`);
      reader.skipWord();
      reader.fields['cond'] = inverted ? number ^ 1 : number;
      return true;
    },
    print: (f) => conditions[field(f, 'cond') ^ (inverted ? 1 : 0)]!,
    ...(inverted && { matches: (f) => field(f, 'cond') < 14 }),
  };
}
