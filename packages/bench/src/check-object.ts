import { LoadedObject, readObject, type BpfObject } from '@tracelab/bpf';
import { AttachError, HIT_COUNTER, programFor } from './attach.js';
import { bootKernel, coreNamed } from './build.js';
import type { Configuration } from './configuration.js';
import { anyKernel } from './kernel-target.js';

/** Reads an object for the benchmark: it must load, and have a counter. @throws BpfLoadError or AttachError */
export function readBenchObject(bytes: Uint8Array): BpfObject {
  const object = readObject(bytes, anyKernel);
  const counter = object.variables.find(({ name }) => name === HIT_COUNTER);
  if (!counter) {
    throw new AttachError(`no global variable "${HIT_COUNTER}": the bench reads the number of calls from it`);
  }
  if (object.maps[counter.map]!.readOnly) {
    throw new AttachError(`global variable "${HIT_COUNTER}" is read-only: a program must count its calls in it`);
  }
  return object;
}

/**
 * Loads every program that the configurations attach into a kernel that is then thrown away: what an object lacks, and
 * what the JIT refuses, is said before anything is measured.
 *
 * @throws BpfLoadError or AttachError
 */
export function checkObject(object: BpfObject, configurations: readonly Configuration[]): void {
  const [first] = configurations;
  if (!first) return;
  const programs = new Set(configurations.map((configuration) => programFor(object, configuration)));
  const loaded = new LoadedObject(bootKernel({ series: first.series, core: coreNamed(first.core) }), object);
  loaded.readGlobal(HIT_COUNTER);
  for (const program of programs) loaded.load(program);
}
