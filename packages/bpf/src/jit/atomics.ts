import type { OperationOf } from '../insn/operation.js';
import { moveImmediate } from './immediates.js';
import { AX, r, scratch, TMP1, TMP2, TMP3, x } from './registers.js';

type Atomic = OperationOf<'atomic'>;

/**
 * Read-modify-write as an exclusive loop. Without fetch it is unordered; with fetch it is a full barrier, which takes a
 * store-release and a DMB behind it (kernel-paths.md 8). Labels 1 and 2 are local to the loop.
 */
export function exclusiveLoop(atomic: Atomic): string[] {
  const { op, fetch, size, src } = atomic;
  const wide = size === 8;
  const [setup, address] = addressOf(atomic);
  const operand = r(src, wide);
  const fresh = scratch(TMP2, wide);
  const status = scratch(TMP3, false);
  const retry = `cbnz ${status}, 1b`;
  switch (op) {
    case 'xchg':
      return [
        ...setup,
        `mov ${fresh}, ${operand}`,
        `1: ldxr ${operand}, [${address}]`,
        `stlxr ${status}, ${fresh}, [${address}]`,
        retry,
        'dmb ish',
      ];
    case 'cmpxchg': {
      const old = r(0, wide);
      const difference = scratch(TMP3, wide);
      return [
        ...setup,
        `mov ${fresh}, ${old}`,
        `1: ldxr ${old}, [${address}]`,
        `eor ${difference}, ${old}, ${fresh}`,
        `cbnz ${difference}, 2f`,
        `stlxr ${status}, ${operand}, [${address}]`,
        retry,
        'dmb ish',
        '2:',
      ];
    }
    default: {
      const mnemonic = { add: 'add', and: 'and', or: 'orr', xor: 'eor' }[op];
      if (!fetch) {
        return [
          ...setup,
          `1: ldxr ${fresh}, [${address}]`,
          `${mnemonic} ${fresh}, ${fresh}, ${operand}`,
          `stxr ${status}, ${fresh}, [${address}]`,
          retry,
        ];
      }
      const copy = scratch(AX, wide);
      return [
        ...setup,
        `mov ${copy}, ${operand}`,
        `1: ldxr ${operand}, [${address}]`,
        `${mnemonic} ${fresh}, ${operand}, ${copy}`,
        `stlxr ${status}, ${fresh}, [${address}]`,
        retry,
        'dmb ish',
      ];
    }
  }
}

/** The same with the instructions of FEAT_LSE: no loop, acquire and release where the value is fetched. */
export function lse(atomic: Atomic): string[] {
  const { op, fetch, size, src } = atomic;
  const wide = size === 8;
  const [setup, address] = addressOf(atomic);
  const operand = r(src, wide);
  const inverted = scratch(TMP2, wide);
  const at = `[${address}]`;
  switch (op) {
    case 'xchg':
      return [...setup, `swpal ${operand}, ${operand}, ${at}`];
    case 'cmpxchg':
      return [...setup, `casal ${r(0, wide)}, ${operand}, ${at}`];
    case 'and': // There is only "clear the bits of".
      setup.push(`mvn ${inverted}, ${operand}`);
      return [...setup, fetch ? `ldclral ${inverted}, ${operand}, ${at}` : `stclr ${inverted}, ${at}`];
    default: {
      const mnemonic = { add: 'add', or: 'set', xor: 'eor' }[op];
      return [...setup, fetch ? `ld${mnemonic}al ${operand}, ${operand}, ${at}` : `st${mnemonic} ${operand}, ${at}`];
    }
  }
}

/** Exclusives and LSE take no offset. */
function addressOf({ base, off }: Atomic): [setup: string[], address: string] {
  if (off === 0) return [[], x(base)];
  const address = scratch(TMP1, true);
  return [[...moveImmediate(address, off), `add ${address}, ${address}, ${x(base)}`], address];
}
