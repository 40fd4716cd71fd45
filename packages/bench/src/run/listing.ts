import { LoadedObject, readObject, type Program } from '@tracelab/bpf';
import { Kernel } from '@tracelab/kernel';
import { runParts } from './boot.js';
import { kernelTarget } from '../kernel-target.js';

/**
 * Loads programs of an object into a kernel that never runs: what the verifier and the JIT make of them.
 *
 * @param only the name of one; all unless given, optional ones too
 * @throws BpfLoadError
 */
export function loadForListing(bytes: Uint8Array, only?: string): Program[] {
  const kernel = new Kernel(runParts([]));
  const object = readObject(bytes, kernelTarget(kernel));
  const loaded = new LoadedObject(kernel, object);
  return (only === undefined ? object.programs.map(({ name }) => name) : [only]).map((name) => loaded.load(name));
}
