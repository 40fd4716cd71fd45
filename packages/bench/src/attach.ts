import { LoadedObject, readObject, type AttachType, type BpfObject } from '@tracelab/bpf';
import { attachDirect, attachFprobe, type TracedFunction } from '@tracelab/bpf-trampoline';
import type { Kernel } from '@tracelab/kernel';
import { registerKprobe } from '@tracelab/kprobe';
import { Ftrace } from '@tracelab/ops-direct';
import type { Configuration } from './configuration.js';

/** What the benchmark's loop calls: one argument, the caller's registers. */
export const TARGET: TracedFunction = { name: '__arm64_sys_getpgid', nrArgs: 1 };

/** The variable that the programs count their calls in. */
export const HIT_COUNTER = 'hits';

/** A configuration that the given object cannot fill: says which program is missing. */
export class AttachError extends Error {}

/** Boot-time patching, and the program of a configuration where its invoker calls it. Returns how to read the hits. */
export function attach(kernel: Kernel, configuration: Configuration, object: BpfObject): () => bigint {
  const ftrace = new Ftrace(kernel);
  const { invoker, hook } = configuration;
  if (invoker === 'none') return () => 0n;
  const loaded = new LoadedObject(kernel, object);
  const program = loaded.load(programFor(object, invoker === 'kprobe' ? 'kprobe' : hook));
  switch (invoker) {
    case 'kprobe':
      registerKprobe(kernel, { symbol: TARGET.name, program });
      break;
    case 'direct':
      attachDirect(kernel, ftrace, TARGET, [{ program, kind: hook }]);
      break;
    case 'fprobe':
      attachFprobe(kernel, ftrace, TARGET, [{ program, kind: hook }], { pool: configuration.pool });
      break;
  }
  return () => loaded.readGlobal(HIT_COUNTER);
}

/** Name of the object's program for a hook of the target function. */
export function programFor(object: BpfObject, type: AttachType): string {
  const program = object.programs.find(({ attach: { type: its, target } }) => its === type && target === TARGET.name);
  if (program) return program.name;
  const has = object.programs.map(({ section }) => section).join(', ');
  throw new AttachError(`the object has no program in section "${type}/${TARGET.name}": it has ${has}`);
}

/** Reads an object for the benchmark: it must load, and count its calls. @throws BpfLoadError or AttachError */
export function readBenchObject(bytes: Uint8Array): BpfObject {
  const object = readObject(bytes);
  if (!object.variables.some(({ name }) => name === HIT_COUNTER)) {
    throw new AttachError(`the object has no global variable "${HIT_COUNTER}": the bench reads the number of calls from it`);
  }
  return object;
}

