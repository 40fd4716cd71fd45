import type { Choices } from './choices.js';
import { GENERATED_MAPS } from './generate/maps.js';

/** What a program finds. */
export interface Situation {
  readonly context: Uint8Array;
  readonly elements: readonly { readonly map: number; readonly key: Uint8Array; readonly value: Uint8Array }[];
}

/** What a program leaves behind. */
export interface Outcome {
  readonly result: bigint;
  /** Elements of each map but the ring buffer, `key=value` in hex, sorted. */
  readonly maps: readonly (readonly string[])[];
  readonly records: readonly string[];
}

const CONTEXT_SIZE = 336;

export function situation(random: Choices): Situation {
  const words = (count: number): Uint8Array =>
    new Uint8Array(BigUint64Array.from({ length: count }, () => random.interesting()).buffer);
  const numbered = (size: number, number: number): Uint8Array => {
    const key = new Uint8Array(size);
    key[0] = number;
    return key;
  };
  const elements = GENERATED_MAPS.flatMap(({ type, keySize, valueSize, maxEntries }, map) => {
    if (type === 'ringbuf') return [];
    const keys = Array.from({ length: type === 'array' ? maxEntries : 3 }, (_, n) =>
      numbered(keySize, type === 'array' ? n : n * 5),
    );
    return keys.map((key) => ({ map, key, value: words(valueSize / 8) }));
  });
  return { context: words(CONTEXT_SIZE / 8), elements };
}

export const contents = (maps: readonly (readonly (readonly [key: string, value: Uint8Array])[])[]): string[][] =>
  maps.map((elements) => elements.map(([key, value]) => `${key}=${Buffer.from(value).toString('hex')}`).sort());
