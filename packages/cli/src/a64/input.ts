import { AssemblyError, cores, ElfError, LinkError, type Core } from '@tracelab/arm64-machine';
import { InputError } from '../errors.js';

/** Runs `use`, and turns what the machine's packages refuse in `what` into one line. @throws InputError */
export function refusing<T>(what: string, use: () => T): T {
  try {
    return use();
  } catch (error) {
    if (error instanceof ElfError) throw new InputError(`${what}: ${error.message}`);
    if (error instanceof AssemblyError || error instanceof LinkError) throw new InputError(firstOf(error.message));
    throw error;
  }
}

/** The first of several errors; the others may well follow from it. */
function firstOf(message: string): string {
  const [first, ...others] = message.split('\n');
  if (others.length === 0) return first!;
  return `${first} (and ${others.length === 1 ? 'another error' : `${others.length} other errors`})`;
}

/** The core of that name; undefined for `none`. @throws InputError */
export function coreNamed(name: string, none: 'or none' | 'of these'): Core | undefined {
  if (name === 'none' && none === 'or none') return undefined;
  const core = Object.hasOwn(cores, name) ? cores[name] : undefined;
  if (core) return core;
  const accepted = [...Object.keys(cores), ...(none === 'or none' ? ['none'] : [])];
  throw new InputError(`unknown core ${JSON.stringify(name)}: one of ${accepted.join(', ')}`);
}

/** Instruction words in hex, between blanks or commas. @throws InputError */
export function parseWords(texts: readonly string[]): number[] {
  const given = texts.flatMap((text) => text.split(/[\s,]+/)).filter((text) => text !== '');
  if (given.length === 0) throw new InputError('no instruction word: 1 to 8 hex digits, as in 8b020020');
  return given.map((text) => {
    if (!/^(?:0x)?[0-9a-f]{1,8}$/i.test(text)) {
      throw new InputError(`${JSON.stringify(text)} is no instruction word: 1 to 8 hex digits, as in 8b020020`);
    }
    return parseInt(text.replace(/^0x/i, ''), 16);
  });
}

/** Of an instruction. @throws InputError */
export function parseAddress(text: string): bigint {
  const address = /^(?:0x[0-9a-f]{1,16}|\d{1,20})$/i.test(text) ? BigInt(text) : -1n;
  if (address < 0n || address >> 64n !== 0n || address % 4n !== 0n) {
    throw new InputError(
      `${JSON.stringify(text)} is no address of a word: a multiple of 4 below 2^64, decimal or hex after 0x`,
    );
  }
  return address;
}

export const hex = (value: number | bigint, digits = 8): string => value.toString(16).padStart(digits, '0');

/** For JSON: an address is a string, as doubles do not hold it. */
export const hexAddress = (address: bigint): string => `0x${address.toString(16)}`;
