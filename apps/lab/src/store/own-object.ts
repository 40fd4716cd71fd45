import { SERIES_IDS, type Configuration } from '@tracelab/bench';
import type { Answer, RunSetup } from '../worker/answer.js';
import type { ObjectChoice } from './object-choice.js';

/** An object that somebody brought, or one that the page offers. */
export interface OwnObject {
  /** Tells it from others, which may have the same name. */
  readonly serial: number;
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Whether the bars count with it; undefined while that is being tried. */
  readonly counts: Answer<null> | undefined;
}

/** Under what an object is run beside side A: its core and, where A is fprobe, its series and pool; else a direct call. */
export function runSetup({ invoker, series, pool, core }: Configuration, { trigger, attach }: ObjectChoice): RunSetup {
  const isFprobe = invoker === 'fprobe';
  return { core, invoker: isFprobe ? 'fprobe' : 'direct', series: isFprobe ? series : SERIES_IDS, pool, trigger, programs: attach };
}

/** The same on the command line, in parts that each stay on a line. */
export function runCommand(name: string, { core, invoker, series, pool, programs }: RunSetup, trigger: string): string[] {
  const chosen = series.length === SERIES_IDS.length ? 'all' : series.join(',') || 'none';
  const options = [`--trigger ${trigger}`, `--invoker ${invoker}`, ...(invoker === 'fprobe' ? [`--series ${chosen}`, `--pool ${pool}`] : []), `--core ${core}`];
  return [`tracelab run ${quoted(name)}`, ...options, ...(programs.length > 0 ? [`--program ${programs.join(' ')}`] : [])];
}

function quoted(name: string): string {
  return /^[\w.+@%/-]+$/.test(name) ? name : `'${name.replaceAll("'", String.raw`'\''`)}'`;
}
