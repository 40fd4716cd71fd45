import { Template } from './operands.js';
import type { Fields, Row } from './row.js';

/** One way to write an instruction: a row's own, or one of its aliases. */
export interface Form {
  readonly mnemonic: string;
  readonly row: Row;
  /** Field values that the form stands for. */
  readonly where: Fields;
  readonly template: Template;
  /** Whether the form stands for these fields. */
  readonly standsFor: (f: Fields) => boolean;
  /** Whether the printer may take the form for these fields. */
  readonly prints: (f: Fields) => boolean;
}

/** The mnemonics of a row's forms, each once. */
export function mnemonicsOf({ mnemonic, aliases = [] }: Row): ReadonlySet<string> {
  return new Set([...aliases.map((alias) => alias.mnemonic), mnemonic]);
}

/** The forms of a row, the printer's first choice first. */
export function formsOf(row: Row): readonly Form[] {
  const aliases = (row.aliases ?? []).map(({ mnemonic, syntax, where = {}, when, printed = true }): Form => {
    const template = new Template(syntax, row);
    const agrees = (f: Fields): boolean => Object.keys(where).every((name) => f[name] === where[name]);
    const standsFor = (f: Fields): boolean => agrees(f) && (when?.(f) ?? true);
    const prints = (f: Fields): boolean => printed && standsFor(f) && template.matches(f);
    return { mnemonic, row, where: where as Fields, template, standsFor, prints };
  });
  const { mnemonic, syntax } = row;
  const always = (): boolean => true;
  const own = { mnemonic, row, where: {}, template: new Template(syntax, row), standsFor: always, prints: always };
  return [...aliases, own];
}
