import type { BtfType } from '../types.js';

/** Words that make up the name of an arithmetic type, in any order. */
export const BASE_WORDS = new Set(['void', 'char', 'short', 'int', 'long', 'signed', 'unsigned', '_Bool', 'float', 'double']);

const int = (name: string, size: number, signed: boolean, flags: { char?: boolean; bool?: boolean } = {}): BtfType => ({
  kind: 'int', name, size, signed, char: false, bool: false, bits: size * 8, ...flags,
});

/**
 * The type that the words name, under the name that the compiler writes into BTF; undefined for void. Plain char is
 * unsigned on arm64.
 */
export function baseType(words: readonly string[]): BtfType | undefined {
  const has = (word: string): boolean => words.includes(word);
  if (has('void')) return undefined;
  if (has('_Bool')) return int('_Bool', 1, false, { bool: true });
  if (has('float') || has('double')) return { kind: 'float', name: has('float') ? 'float' : 'double', size: has('float') ? 4 : 8 };
  const unsigned = has('unsigned');
  const prefix = unsigned ? 'unsigned ' : '';
  if (has('char')) return has('signed') ? int('signed char', 1, true) : int(`${prefix}char`, 1, false);
  if (has('short')) return int(unsigned ? 'unsigned short' : 'short', 2, !unsigned);
  if (has('long')) {
    const longs = words.filter((word) => word === 'long').length === 2 ? 'long long' : 'long';
    return int(unsigned ? `${longs === 'long' ? 'unsigned long' : 'unsigned long long'}` : longs, 8, !unsigned);
  }
  return int(unsigned ? 'unsigned int' : 'int', 4, !unsigned);
}
