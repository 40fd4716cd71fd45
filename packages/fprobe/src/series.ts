import type { Parts, Series, Variant } from '@tracelab/kernel';
import type { GuardParts } from '@tracelab/ops-direct';
import { fprobeExitHandler } from './fprobe-exit-handler.js';
import { fprobeHandler, fprobeKprobeHandler, fprobeKprobeHandlerUnguarded } from './fprobe-handler.js';
import { hookAlways, hookUnlessSkipped, hookUnlessUninitialised, type Finish } from './handler-body.js';

/** When a call's return is hooked: `unless-uninitialised` is v6.4's as first posted, whose defect loses exits. */
export const HOOKS = {
  always: hookAlways,
  'unless-skipped': hookUnlessSkipped,
  'unless-uninitialised': hookUnlessUninitialised,
} as const satisfies Record<string, Finish>;

export interface HandlerChoice {
  readonly hook?: keyof typeof HOOKS;
  /** What is left of the recursion guard; both parts unless stated. */
  readonly guard?: GuardParts;
}

/** A handler of one's own choice, in the place of either variant of the series. */
export function handlerVariant(id: string, { hook = 'unless-skipped', guard }: HandlerChoice = {}): Variant {
  return { id, routines: [fprobeHandler({ finish: HOOKS[hook], ...(guard && { guard }) }), fprobeExitHandler] };
}

/** Every call with an exit handler takes a node and goes through the return trampoline. */
export const alwaysHook: Variant = handlerVariant('always-hook', { hook: 'always' });

/** The entry handler decides. The node is still taken and given back. */
export const skipHook: Variant = handlerVariant('skip-hook');

export const fprobe: Series = {
  id: 'fprobe',
  title: 'Skip the return hook when the entry handler says so',
  upstream: 'v6.4, 39d954200bf6',
  off: alwaysHook,
  on: skipHook,
};

/**
 * What KPROBE_SHARED probes need beside a variant of the series and `kprobeParts`. `unguarded` is the order before
 * 3cc4e2c5fbae.
 */
export function kprobeSharedParts({ hook = 'unless-skipped', guard, order = 'guarded' }: HandlerChoice & { readonly order?: 'guarded' | 'unguarded' } = {}): Parts {
  const guarded = fprobeKprobeHandler({ finish: HOOKS[hook], ...(guard && { guard }) });
  return { routines: [order === 'guarded' ? guarded : fprobeKprobeHandlerUnguarded] };
}
