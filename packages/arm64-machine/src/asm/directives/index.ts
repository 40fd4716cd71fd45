import { StatementError } from '../assembly-error.js';
import { conditionalDirectives } from './conditional.js';
import { dataDirectives } from './data.js';
import { operandsOf, symbolName, type Directive } from './directive.js';
import { layoutDirectives } from './layout.js';
import { macroDirectives } from './macros.js';
import { sectionDirectives } from './sections.js';
import { stringBytes } from './string.js';
import { symbolDirectives } from './symbols.js';

const nothing: Directive = () => undefined;

/** Debugging information, and what chooses among processors: the table has one instruction set. */
const ignored = [
  '.file',
  '.loc',
  '.ident',
  '.arch',
  '.cpu',
  '.arch_extension',
  '.addrsig',
  '.addrsig_sym',
  '.version',
  '.warning',
  '.print',
  '.end',
];

const directives: Readonly<Record<string, Directive>> = {
  ...dataDirectives,
  ...layoutDirectives,
  ...macroDirectives,
  ...sectionDirectives,
  ...symbolDirectives,
  ...Object.fromEntries(ignored.map((name) => [name, nothing])),
  '.unreq': (assembler, text) => {
    const alias = symbolName(operandsOf(text, 1)[0]!);
    if (!assembler.registerAliases.delete(alias.toLowerCase()))
      throw new StatementError(`no register alias "${alias}"`, 0);
  },
  '.err': () => {
    throw new StatementError('.err');
  },
  '.error': (_, text) => {
    throw new StatementError(new TextDecoder().decode(Uint8Array.from(stringBytes(operandsOf(text, 1)[0]!))));
  },
};

export function findDirective(name: string): Directive | undefined {
  return Object.hasOwn(directives, name) ? directives[name] : name.startsWith('.cfi_') ? nothing : undefined;
}

/** A directive that counts even where .if leaves statements out. */
export function findConditional(name: string): Directive | undefined {
  return name.startsWith('.') && Object.hasOwn(conditionalDirectives, name) ? conditionalDirectives[name] : undefined;
}
