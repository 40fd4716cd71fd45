import { readObject, type BpfObject } from '@tracelab/bpf';
import { linkKernel } from '@tracelab/kernel';
import type { SeriesId } from '../configuration.js';
import { runParts } from './boot.js';
import { attachingPrograms } from './choose-programs.js';
import { kernelTarget } from '../kernel-target.js';

/** What can be said of an object before anything of it is loaded. */
export interface ObjectOutline {
  readonly programs: readonly {
    readonly name: string;
    readonly section: string;
    /** False where it has to be named, or is run from a program array. */
    readonly attaches: boolean;
    /** Attaches where it is named. */
    readonly optional: boolean;
    /** BPF instructions, subprograms included. */
    readonly instructions: number;
  }[];
  readonly maps: readonly string[];
}

/** Reads an object for the kernel that it is to run in. @throws BpfLoadError */
export function readForRun(bytes: Uint8Array, { series, core }: { readonly series: readonly SeriesId[]; readonly core: string }): BpfObject {
  return readObject(bytes, kernelTarget(linkKernel(runParts(series, core)).image));
}

export function outlineOf(object: BpfObject): ObjectOutline {
  const attaching = attachingPrograms(object);
  return {
    programs: object.programs.map((program) => ({
      name: program.name,
      section: program.section,
      attaches: attaching.includes(program),
      optional: !program.autoload,
      instructions: program.operations.filter(Boolean).length,
    })),
    maps: object.maps.map(({ name }) => name),
  };
}
