import { cores } from '@tracelab/arm64-machine';
import { HOOKS, INVOKERS, MOST_CORES, MOST_PROGRAMS, POOLS, PUBLISHED_CORE, SERIES_IDS } from '@tracelab/bench';
import { MITIGATIONS } from '@tracelab/kernel';
import { InvalidArgumentError, type Command } from 'commander';

/** What options take, by their name: for help, and for the shell to complete. */
export const VALUES = {
  core: Object.keys(cores),
  mitigations: MITIGATIONS,
  invoker: INVOKERS,
  hook: HOOKS,
  series: [...SERIES_IDS, 'none', 'all'],
  pool: POOLS,
} as const satisfies Record<string, readonly string[]>;

const SERIES = `${SERIES_IDS.join(', ')}; or none, or all`;

/** The core, the mitigations and the program, for a command that measures any number of configurations. */
export function addSurroundings(command: Command): Command {
  return command
    .option('--core <name>', `${VALUES.core.join(', ')} (default: ${PUBLISHED_CORE})`, once)
    .option('--mitigations <name>', `against speculation: ${MITIGATIONS.join(', ')} (default: none)`, once)
    .option('--object <file>', 'BPF object with the programs (default: programs/trigger.bpf.o)', once);
}

/** For a command that measures a part of the space. */
export function addSpace(command: Command): Command {
  command
    .option('--hook <names>', HOOKS.join(', '), listed)
    .option('--invoker <names>', INVOKERS.join(', '), listed)
    .option('--series <names>', SERIES, listed);
  return addSurroundings(command);
}

/** For a command about one configuration; an argument in its short form stands for all but the surroundings. */
export function addConfiguration(command: Command): Command {
  command
    .option('--invoker <name>', `none, ${INVOKERS.join(', ')} (default: fprobe)`, once)
    .option('--hook <name>', `${HOOKS.join(', ')} (default: fentry)`, once)
    .option('--series <names>', `${SERIES} (default: all)`, listed)
    .option('--pool <name>', `when fprobe takes a node: ${POOLS.join(', ')} (default: always)`, once)
    .option('--programs <number>', `how many run there, 1 to ${MOST_PROGRAMS} (default: 1)`, upTo(MOST_PROGRAMS))
    .option('--cores <number>', `how many call at once, 1 to ${MOST_CORES} (default: 1)`, upTo(MOST_CORES));
  return addSurroundings(command);
}

/** An option given again adds to its list. */
export function listed(value: string, before: string | undefined): string {
  return before === undefined ? value : `${before},${value}`;
}

export function once(value: string, before: string | undefined): string {
  if (before === undefined || before === value) return value;
  throw new InvalidArgumentError(`It is ${JSON.stringify(before)} already.`);
}

/** A number of something, from 1 on. */
export function upTo(most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d{1,6}$/.test(text) || value < 1 || value > most) throw new InvalidArgumentError(`It must be a number from 1 to ${most}.`);
    return value;
  };
}
