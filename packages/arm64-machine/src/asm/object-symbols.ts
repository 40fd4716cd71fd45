import type { ObjectCode, ObjectSymbol } from '../image/object-code.js';
import { StatementError, type Place } from './assembly-error.js';
import type { AssemblySymbol, Site, SymbolScope } from './symbol-scope.js';
import { describeTerm, isAbsolute, numberOf, type Value } from './value.js';

/** At the end of the source: the values that symbols kept. */
const atEnd: Site = { sequence: Infinity, location: undefined };

/** Symbols that the object file names: all that are defined but `.L` ones. */
export function objectSymbols(
  scope: SymbolScope,
  attempt: (place: Place, resolve: () => void) => void,
): Pick<ObjectCode, 'symbols' | 'weakReferences'> {
  const symbols: ObjectSymbol[] = [];
  const weakReferences: string[] = [];
  // Symbols are only mentioned by what has a place; the list may grow while values are looked up.
  for (const symbol of [...scope.symbols.values()]) {
    if (!symbol.defined) {
      if (symbol.binding === 'weak') weakReferences.push(symbol.name);
    } else if (!symbol.name.startsWith('.L')) {
      attempt(symbol.place!, () => symbols.push(objectSymbol(symbol, scope)));
    }
  }
  return { symbols, weakReferences };
}

function objectSymbol(symbol: AssemblySymbol, scope: SymbolScope): ObjectSymbol {
  const { name, binding, kind } = symbol;
  const size = symbol.size ? Number(numberOf(scope.evaluate(symbol.size.expression, symbol.size.site))) : 0;
  return {
    name,
    ...sectionAndValue(name, scope.evaluate({ kind: 'symbol', name }, atEnd)),
    global: binding !== 'local',
    weak: binding === 'weak',
    size,
    kind,
  };
}

function sectionAndValue(name: string, value: Value): Pick<ObjectSymbol, 'section' | 'value'> {
  if (isAbsolute(value)) return { section: 'absolute', value: value.constant };
  const { plus, minus, constant } = value;
  if (minus || !plus?.location) {
    throw new StatementError(
      `"${name}" is set to what depends on "${describeTerm(minus ?? plus!)}", which is not defined here`,
    );
  }
  return { section: plus.location.section.name, value: BigInt(plus.location.offset) + constant };
}
