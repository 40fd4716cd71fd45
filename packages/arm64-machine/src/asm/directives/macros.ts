import type { Assembler } from '../assembler.js';
import { StatementError } from '../assembly-error.js';
import { parseMacro, splitArguments, substitute } from '../macro.js';
import type { Statement } from '../statement.js';
import { operandsOf, sizeOf, symbolName, type Directive } from './directive.js';

const define: Directive = (assembler, text) => {
  const macro = parseMacro(text, assembler.reader.block('.macro', '.endm'));
  if (assembler.macros.has(macro.name)) throw new StatementError(`macro "${macro.name}" is already defined`);
  assembler.macros.set(macro.name, macro);
};

const rept: Directive = (assembler, text) => {
  const body = assembler.reader.block('.rept', '.endr');
  const times = sizeOf(assembler, operandsOf(text, 1)[0]!);
  assembler.reader.push(repeat(body, times));
};

function* repeat(body: readonly Statement[], times: number): Generator<Statement> {
  for (let i = 0; i < times; i++) yield* body;
}

/** `.irp name, a, b` and `.irpc name, ab`: the body once for each value. */
const forEach =
  (directive: string, valuesOf: (text: string) => string[]): Directive =>
  (assembler, text) => {
    const body = assembler.reader.block(directive, '.endr');
    const [, name, rest = ''] = /^([A-Za-z_$][\w$]*)\s*,?\s*(.*)$/s.exec(text) ?? [];
    if (name === undefined) throw new StatementError(`${directive}: expected a name instead of "${text}"`, 0);
    const values = valuesOf(rest);
    assembler.reader.push(expandEach(body, name, values.length > 0 ? values : ['']));
  };

function* expandEach(body: readonly Statement[], name: string, values: readonly string[]): Generator<Statement> {
  for (const value of values) {
    const bound = new Map([[name, value]]);
    for (const { text, place } of body) yield* substitute(text, bound, undefined, place);
  }
}

function forget(assembler: Assembler, text: string): void {
  const name = symbolName(operandsOf(text, 1)[0]!);
  if (!assembler.macros.delete(name.toLowerCase())) throw new StatementError(`no macro "${name}"`, 0);
}

const without =
  (start: string, end: string): Directive =>
  () => {
    throw new StatementError(`${end} without ${start}`);
  };

export const macroDirectives: Readonly<Record<string, Directive>> = {
  '.macro': define,
  '.endm': without('.macro', '.endm'),
  '.exitm': (assembler) => assembler.reader.leaveMacro(),
  '.purgem': forget,
  '.rept': rept,
  '.irp': forEach('.irp', splitArguments),
  '.irpc': forEach('.irpc', (text) => [...text.replace(/^"(.*)"$/, '$1')]),
  '.endr': without('.rept', '.endr'),
};
