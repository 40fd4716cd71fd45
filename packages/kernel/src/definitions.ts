/** What a part defines for assembly: a macro, or a number under a name. */
export interface Definition {
  readonly name: string;
  readonly text: string;
}

const definition = /^[ \t]*\.(?:macro[ \t]+([\w.$]+)[^]*?^[ \t]*\.endm|set[ \t]+([\w.$]+)).*$/gm;

/** Comments and blank lines between definitions. */
const between = /\/\/.*|\s+/g;

/** @throws Error where the text has something else between its `.macro`s and `.set`s */
export function definitionsIn(text: string): readonly Definition[] {
  const rest = text.replace(definition, '').replace(between, '');
  if (rest !== '') throw new Error(`macros of parts: "${rest}" is neither .macro nor .set`);
  return [...text.matchAll(definition)].map(([written, macro, symbol]) => ({ name: (macro ?? symbol)!, text: `${written}\n` }));
}

/**
 * Those of the definitions that a text names, or that one of these names, in their order. Text that names none is the same
 * in every kernel.
 */
export function definitionsFor(text: string, definitions: readonly Definition[]): string {
  const named = new Set<Definition>();
  const look = (where: string): void => {
    for (const one of definitions) {
      if (named.has(one) || !where.includes(one.name)) continue;
      named.add(one);
      look(one.text);
    }
  };
  look(text);
  return definitions.filter((one) => named.has(one)).map((one) => one.text).join('');
}
