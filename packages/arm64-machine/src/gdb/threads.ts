import type { Machine } from '../machine.js';
import type { ResumeAction } from './debugger.js';

/** Threads are cores, numbered from 1 as 0 means any. */
export function threadId(core: Machine): string {
  return (core.number + 1).toString(16);
}

/** The cores that a thread-id of a packet means: one, all for `-1`, the first for `0`; none where there is no such. */
export function coresOfThread(cores: readonly Machine[], id: string): readonly Machine[] {
  if (id === '-1') return cores;
  if (/^0+$/.test(id)) return cores.slice(0, 1);
  return cores.filter((core) => threadId(core) === id.toLowerCase());
}

/**
 * `vCont`'s actions, `c:1;s:2;c`: of those that mean a core, the first is its own. Signals to be delivered are dropped.
 * Undefined where an action is none of c, C, s and S.
 */
export function parseActions(cores: readonly Machine[], text: string): ReadonlyMap<Machine, ResumeAction> | undefined {
  const actions = new Map<Machine, ResumeAction>();
  for (const part of text.split(';')) {
    const [, letter, , thread] = /^([cs]|([CS])[\da-f]{2})(?::([^:]*))?$/i.exec(part) ?? [];
    if (letter === undefined) return undefined;
    for (const core of coresOfThread(cores, thread ?? '-1')) {
      if (!actions.has(core)) actions.set(core, letter[0]!.toLowerCase() === 'c' ? 'continue' : 'step');
    }
  }
  return actions;
}
