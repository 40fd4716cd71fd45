import type { SymbolKind } from '../../image/object-code.js';
import type { Assembler } from '../assembler.js';
import { readingAt, StatementError } from '../assembly-error.js';
import { parseExpression } from '../expression.js';
import type { AssemblySymbol } from '../symbol-scope.js';
import { operandsOf, sizeOf, symbolName, type Directive } from './directive.js';

const eachSymbol =
  (apply: (symbol: AssemblySymbol) => void): Directive =>
  (assembler, text) => {
    for (const operand of operandsOf(text, 1, Infinity)) apply(assembler.scope.symbol(symbolName(operand)));
  };

const bind = (binding: AssemblySymbol['binding']): Directive =>
  eachSymbol((symbol) => {
    // `.weak` stands whatever comes with it.
    if (symbol.binding !== 'weak') symbol.binding = binding;
  });

const set: Directive = (assembler, text) => {
  const [name, value] = operandsOf(text, 2);
  const expression = readingAt(value!.column, () => parseExpression(value!.text));
  assembler.scope.assign(symbolName(name!), expression, assembler.site(), assembler.place);
};

const kinds: Readonly<Record<string, SymbolKind>> = {
  function: 'function',
  stt_func: 'function',
  gnu_indirect_function: 'function',
  object: 'object',
  stt_object: 'object',
  tls_object: 'object',
  common: 'object',
  notype: 'none',
  stt_notype: 'none',
};

/** `.type name, %function`; commas and the character before the type may vary. */
const type: Directive = (assembler, text) => {
  const [, name, written] = /^([\w.$]+)\s*,?\s*[%@#"]?(\w+)"?$/.exec(text) ?? [];
  const kind = kinds[written?.toLowerCase() ?? ''];
  if (name === undefined || !kind) throw new StatementError('expected a symbol and %function, %object or %notype');
  assembler.scope.symbol(name).kind = kind;
};

const size: Directive = (assembler, text) => {
  const [name, value] = operandsOf(text, 2);
  const expression = readingAt(value!.column, () => parseExpression(value!.text));
  assembler.scope.symbol(symbolName(name!)).size = { expression, site: assembler.site() };
};

/** `.comm name, size, align`: room in .bss, as a compiler gives it with -fno-common. */
const common =
  (binding: AssemblySymbol['binding']): Directive =>
  (assembler, text) => {
    const [name, size, align] = operandsOf(text, 2, 3);
    const bytes = sizeOf(assembler, size!);
    const natural = Math.min(16, 2 ** Math.floor(Math.log2(Math.max(bytes, 1))));
    placeCommon(assembler, symbolName(name!), bytes, align ? sizeOf(assembler, align, 2 ** 16) : natural, binding);
  };

function placeCommon(
  assembler: Assembler,
  name: string,
  bytes: number,
  align: number,
  binding: AssemblySymbol['binding'],
): void {
  const bss = assembler.sectionNamed('.bss');
  bss.alignTo(Math.max(align, 1));
  assembler.scope.label(name, { section: bss, offset: bss.reserve(bytes) }, assembler.place);
  const symbol = assembler.scope.symbol(name);
  symbol.kind = 'object';
  symbol.size = { expression: { kind: 'number', value: BigInt(bytes) }, site: assembler.site() };
  if (symbol.binding === 'local') symbol.binding = binding;
}

const ignored: Directive = () => undefined;

export const symbolDirectives: Readonly<Record<string, Directive>> = {
  '.globl': bind('global'),
  '.global': bind('global'),
  '.weak': eachSymbol((symbol) => (symbol.binding = 'weak')),
  '.local': eachSymbol((symbol) => (symbol.binding = 'local')),
  // All objects of an image see one another: visibility is a matter of shared libraries.
  '.hidden': ignored,
  '.protected': ignored,
  '.internal': ignored,
  '.variant_pcs': ignored,
  '.set': set,
  '.equ': set,
  '.equiv': (assembler, text) => {
    const name = symbolName(operandsOf(text, 2)[0]!);
    if (assembler.scope.symbol(name).defined) throw new StatementError(`"${name}" is already defined`);
    set(assembler, text);
  },
  '.type': type,
  '.size': size,
  '.comm': common('global'),
  '.lcomm': common('local'),
};
