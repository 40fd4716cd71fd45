import { NODE_SOURCES, type NodeSource } from '../contention/index.js';
import type { Hook, Invoker, SeriesId } from '../configuration.js';

/** One way to a program, as far as frames are concerned. */
export interface Mechanism {
  readonly name: string;
  /** A kretprobe runs the kprobe's program, at the return. */
  readonly invoker: Invoker | 'kretprobe' | 'none';
  readonly hook: Hook;
  readonly series: readonly SeriesId[];
  /** Where nodes of return hooks come from; the position of the switch where it does not matter. */
  readonly nodes: NodeSource;
}

const DISPATCHES: readonly { readonly name: string; readonly series: readonly SeriesId[] }[] = [
  { name: 'list, pt_regs', series: [] },
  { name: 'list', series: ['ftrace-regs'] },
  { name: 'per-callsite ops', series: ['ftrace-regs', 'ops-direct'] },
];

const plain = (name: string, invoker: Mechanism['invoker'], hook: Hook = 'fentry'): Mechanism =>
  ({ name, invoker, hook, series: ['ftrace-regs', 'ops-direct'], nodes: 'freelist' });

const fprobes = DISPATCHES.flatMap(({ name, series }): Mechanism[] => [
  { name: `fprobe fentry, ${name}, skipped hook`, invoker: 'fprobe', hook: 'fentry', series: [...series, 'fprobe'], nodes: 'freelist' },
  ...NODE_SOURCES.map((nodes): Mechanism => ({ name: `fprobe fexit, ${name}, ${nodes}`, invoker: 'fprobe', hook: 'fexit', series, nodes })),
]);

/** Everything that can stand between a function and its caller. `untraced` is the function by itself. */
export const MECHANISMS: readonly Mechanism[] = [
  plain('untraced', 'none'),
  plain('direct fentry', 'direct'),
  plain('direct fexit', 'direct', 'fexit'),
  ...fprobes,
  plain('kprobe', 'kprobe'),
  plain('kretprobe', 'kretprobe'),
];
