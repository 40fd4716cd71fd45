import type { Machine } from '../machine.js';

/** Chooses whose turn it is among cores that run: in the order of their numbers, at least one. */
export type Schedule = (running: readonly Machine[]) => Machine;

/**
 * The core that is furthest behind in simulated time, of several the one with the lowest number. Without timing models
 * an instruction takes a cycle, and this is round robin.
 */
export const earliest: Schedule = (running) => {
  let first = running[0]!;
  for (const core of running) if (core.now < first.now) first = core;
  return first;
};
