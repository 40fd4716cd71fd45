import type { Series } from '@tracelab/kernel';
import { callOps } from './call-ops.js';
import { sharedOp } from './shared-op.js';

/** The trampoline calls the site's own ops (v6.3) and knows direct calls (v6.4). */
export const opsDirect: Series = {
  id: 'ops-direct',
  title: 'Per-callsite ops, direct calls',
  upstream: 'v6.3, baaf553d3bc3; v6.4, 2aa6ac03516d',
  off: sharedOp,
  on: callOps,
};
