import { LoadedObject, type BpfObject } from '@tracelab/bpf';
import { attachDirect, attachFprobe, type TracedFunction, type TrampolineKind } from '@tracelab/bpf-trampoline';
import type { Kernel } from '@tracelab/kernel';
import { registerKprobe } from '@tracelab/kprobe';
import { Ftrace } from '@tracelab/ops-direct';
import type { Alternatives } from './alternatives.js';
import type { Configuration, Hook } from './configuration.js';
import { insertPltEntry } from './direct-plt.js';

/** What the benchmark's loop calls: one argument, the caller's registers. */
export const TARGET: TracedFunction = { name: '__arm64_sys_getpgid', nrArgs: 1 };

/** The variable that the programs count their calls in. */
export const HIT_COUNTER = 'hits';

/** A configuration that the given object cannot fill: says which program is missing. */
export class AttachError extends Error {}

/** The kernel's names for what SEC() calls otherwise. */
const KINDS = { fentry: 'fentry', fexit: 'fexit', fmod_ret: 'modifyReturn' } as const satisfies Record<Hook, TrampolineKind>;

/** Boot-time patching, and the programs of a configuration where its invoker calls them. Returns how to read their hits together. */
export function attach(
  kernel: Kernel, configuration: Omit<Configuration, 'core'> & Alternatives, object: BpfObject,
): () => bigint {
  const ftrace = new Ftrace(kernel);
  const { invoker, hook, nrArgs = TARGET.nrArgs, programs: count = 1 } = configuration;
  const target = { ...TARGET, nrArgs };
  if (invoker === 'none') return () => 0n;
  const name = programFor(object, configuration);
  const loaded = Array.from({ length: count }, () => new LoadedObject(kernel, object));
  const hits = (): bigint => loaded.reduce((sum, one) => sum + one.readGlobal(HIT_COUNTER), 0n);
  const hitsBefore = hits();
  const programs = loaded.map((one) => one.load(name));
  const links = programs.map((program) => ({ program, kind: KINDS[hook] }));
  switch (invoker) {
    case 'kprobe': {
      const [first, ...others] = programs;
      const probe = registerKprobe(kernel, { symbol: TARGET.name, isReturn: hook === 'fexit', program: first! });
      for (const program of others) probe.attach(program);
      break;
    }
    case 'direct':
      attachDirect(kernel, ftrace, target, links);
      if (configuration.directPlt) insertPltEntry(kernel, ftrace.records.of(TARGET.name).ip);
      break;
    case 'fprobe':
      attachFprobe(kernel, ftrace, target, links, { ...configuration.trampoline, pool: configuration.pool });
      break;
  }
  return () => hits() - hitsBefore;
}

/** Name of the object's program that a configuration attaches to the target function. @throws AttachError */
export function programFor(object: BpfObject, { invoker, hook }: Pick<Configuration, 'invoker' | 'hook'>): string {
  const type = invoker === 'kprobe' ? (hook === 'fentry' ? 'kprobe' : 'kretprobe') : hook;
  const program = object.programs.find(({ attach: { type: its, target } }) => its === type && target === TARGET.name);
  if (program) return program.name;
  const has = object.programs.map(({ section }) => section).join(', ');
  throw new AttachError(`no program in section "${type}/${TARGET.name}": the object has ${has}`);
}
