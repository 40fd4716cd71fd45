import type { Series } from '@tracelab/kernel';
import { perCallsite } from './call-ops.js';
import { sharedOp } from './shared-op.js';

/** v6.4: literal → ops → function, and the ops may carry a direct call. */
export const callOps = perCallsite({ id: 'call-ops', literal: 'ops', directCalls: true });

/** v6.3: the same before direct calls. */
export const callOpsOnly = perCallsite({ id: 'call-ops-only', literal: 'ops', directCalls: false });

/**
 * The branch of October 2022 that the RFC stood on: literal → dyn_ftrace → ops → function, so each record has a field
 * for its current ops, and the literals never change (kernel-paths.md 1.4).
 */
export const recordOps = perCallsite({ id: 'record-ops', literal: 'record', directCalls: false });

/** No kernel's: the RFC's three loads with the direct calls of v6.4. */
export const recordOpsDirect = perCallsite({ id: 'record-ops-direct', literal: 'record', directCalls: true });

/** The trampoline calls the site's own ops (v6.3) and knows direct calls (v6.4). */
export const opsDirect: Series = {
  id: 'ops-direct',
  title: 'Per-callsite ops, direct calls',
  upstream: 'v6.3, baaf553d3bc3; v6.4, 2aa6ac03516d',
  off: sharedOp,
  on: callOps,
};

/** Everything that may be linked in the place of `opsDirect.on` or `.off`. */
export const opsDirectVariants = [sharedOp, callOps, callOpsOnly, recordOps, recordOpsDirect] as const;
