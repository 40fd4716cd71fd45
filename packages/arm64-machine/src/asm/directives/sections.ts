import type { Assembler } from '../assembler.js';
import { StatementError } from '../assembly-error.js';
import type { Section } from '../section.js';
import { operandsOf, type Directive } from './directive.js';

const wellKnown =
  (name: string): Directive =>
  (assembler) =>
    assembler.switchTo(assembler.sectionNamed(name));

/** Reads `name, "flags", %type`; what follows concerns linkers that merge. */
function sectionOf(assembler: Assembler, text: string): Section {
  const [name, flags, type] = operandsOf(text, 1, Infinity);
  const written = flags && /^"(\w*)"$/.exec(flags.text)?.[1];
  if (flags && written === undefined)
    throw new StatementError(`expected flags in double quotes, as "ax", instead of ${flags.text}`, flags.column);
  const kind = type && /^[%@](\w+)$/.exec(type.text)?.[1];
  if (type && kind === undefined)
    throw new StatementError(`expected a type, as %progbits, instead of "${type.text}"`, type.column);
  return assembler.sectionNamed(
    name!.text.replace(/^"(.*)"$/, '$1'),
    written,
    kind === undefined ? undefined : kind === 'nobits',
  );
}

function pop(assembler: Assembler): void {
  const top = assembler.sectionStack.pop();
  if (!top) throw new StatementError('.popsection without .pushsection');
  assembler.switchTo(top[0]);
  assembler.previousSection = top[1];
}

export const sectionDirectives: Readonly<Record<string, Directive>> = {
  '.text': wellKnown('.text'),
  '.data': wellKnown('.data'),
  '.bss': wellKnown('.bss'),
  '.section': (assembler, text) => assembler.switchTo(sectionOf(assembler, text)),
  '.pushsection': (assembler, text) => {
    assembler.sectionStack.push([assembler.section, assembler.previousSection]);
    assembler.switchTo(sectionOf(assembler, text));
  },
  '.popsection': pop,
  '.previous': (assembler) => {
    if (!assembler.previousSection) throw new StatementError('.previous without a section before');
    assembler.switchTo(assembler.previousSection);
  },
};
