import { Template } from './operands.js';
import type { Fields, Row } from './row.js';

/** One way to write an instruction: a row's own, or one of its aliases. */
export interface Form {
  readonly mnemonic: string;
  readonly row: Row;
  /** Field values that the form stands for. */
  readonly where: Fields;
  readonly template: Template;
  /** Whether the printer takes the form for these fields. */
  readonly prefers: (f: Fields) => boolean;
}

/** The forms of a row, the printer's first choice first. */
export function formsOf(row: Row): readonly Form[] {
  const aliases = (row.aliases ?? []).map(({ mnemonic, syntax, where = {}, preferred }): Form => {
    const template = new Template(syntax, row);
    const agrees = (f: Fields): boolean => Object.keys(where).every((name) => f[name] === where[name]);
    const prefers = (f: Fields): boolean =>
      preferred !== 'never' && agrees(f) && template.matches(f) && (preferred?.(f) ?? true);
    return { mnemonic, row, where: where as Fields, template, prefers };
  });
  const own = { mnemonic: row.mnemonic, row, where: {}, template: new Template(row.syntax, row), prefers: () => true };
  return [...aliases, own];
}
