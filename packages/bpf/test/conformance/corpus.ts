import { readFileSync } from 'node:fs';

/** A program of bpf_conformance: run with R1 = memory, R2 = its length; R0 must be `result`. */
export interface ConformanceCase {
  readonly name: string;
  readonly code: Uint8Array;
  readonly memory: Uint8Array;
  readonly result: bigint;
}

interface Entry {
  readonly name: string;
  readonly code: string;
  readonly mem: string;
  readonly result: string;
}

const entries = JSON.parse(readFileSync(new URL('corpus.json', import.meta.url), 'utf8')) as Entry[];

/** The programs of the bpf_conformance project (LICENSE beside this file). */
export const corpus: readonly ConformanceCase[] = entries.map(({ name, code, mem, result }) => ({
  name,
  code: fromHex(code),
  memory: fromHex(mem),
  result: BigInt(result),
}));

function fromHex(text: string): Uint8Array {
  return Uint8Array.from(text.match(/../g) ?? [], (digits) => parseInt(digits, 16));
}
