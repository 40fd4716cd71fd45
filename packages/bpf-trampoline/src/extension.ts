import type { ValueModel } from '@tracelab/bpf';
import type { ArgumentTypes, TracedFunction } from './link.js';

/** Whether the upper bits of a value's register are whatever the caller left there (AAPCS64 6.8.2). */
export const isNarrow = ({ size }: ValueModel): boolean => size === 1 || size === 2 || size === 4;

/** A function's arguments; 64 bits each where its BTF is not given. */
export const argumentsOf = ({ nrArgs, arguments: given }: ArgumentTypes): readonly ValueModel[] =>
  given ?? Array.from({ length: nrArgs }, () => WIDE);

/** A function's result; 64 bits where its BTF is not given. */
export const resultOf = ({ returns }: ArgumentTypes): ValueModel => returns ?? WIDE;

const WIDE: ValueModel = { size: 8, signed: false };

const LETTER: Readonly<Record<number, string>> = { 1: 'b', 2: 'h', 4: 'w' };

/** The instruction that extends register `n` as its type says; none for a value that fills it, or that is not there. */
export function extend(n: number, value: ValueModel): string {
  if (!isNarrow(value)) return '';
  const { size, signed } = value;
  if (signed) return `        sxt${LETTER[size]}    x${n}, w${n}`;
  return size === 4 ? `        mov     w${n}, w${n}` : `        uxt${LETTER[size]}    w${n}, w${n}`;
}

/** Sizes of a function's arguments and result that BTF knows, as many as it has arguments. @throws Error naming the function and the value */
export function checkModel({ name, nrArgs, arguments: args, returns }: TracedFunction): void {
  if (args && args.length !== nrArgs) throw new Error(`${name}: ${nrArgs} arguments, but types of ${args.length}; one for each`);
  args?.forEach(({ size }, n) => {
    if (![1, 2, 4, 8].includes(size)) throw new Error(`${name}: argument ${n} has ${size} bytes; 1, 2, 4 or 8 fit a register`);
  });
  if (returns && ![0, 1, 2, 4, 8].includes(returns.size)) throw new Error(`${name}: its result has ${returns.size} bytes; 0 (none), 1, 2, 4 or 8 fit a register`);
}
