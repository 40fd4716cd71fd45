import type { Row } from '../row.js';
import { addSub } from './add-sub.js';
import { atomics } from './atomic.js';
import { bitOperations } from './bit-operations.js';
import { bitfields } from './bitfield.js';
import { branches } from './branch.js';
import { conditionals } from './conditional.js';
import { exceptions } from './exception.js';
import { exclusives } from './exclusive.js';
import { hintRows } from './hint.js';
import { loadStorePairs } from './load-store-pair.js';
import { loadStores } from './load-store.js';
import { logicals } from './logical.js';
import { moves } from './move.js';
import { multiplies } from './multiply.js';
import { pointerAuthentication } from './pauth.js';
import { simdImmediates } from './simd-immediate.js';
import { simdLoadStores } from './simd-load-store.js';
import { simdMoves } from './simd-move.js';
import { system } from './system.js';

/**
 * The whole table. Where a mnemonic has several rows, the encoder tries them in this order.
 *
 * The rows' comments name their pages in the Arm ARM (DDI 0487): C6.2, the base instructions, and C7.2, SIMD and floating
 * point, are in alphabetical order.
 */
export const rows: readonly Row[] = [
  ...moves,
  ...addSub,
  ...logicals,
  ...bitfields,
  ...multiplies,
  ...bitOperations,
  ...conditionals,
  ...branches,
  ...loadStores,
  ...loadStorePairs,
  ...exclusives,
  ...atomics,
  ...exceptions,
  ...hintRows,
  ...system,
  ...pointerAuthentication,
  ...simdLoadStores,
  ...simdMoves,
  ...simdImmediates,
];
