import { checkObject, readBenchObject, type Configuration } from '@tracelab/bench';
import { triggerObject, type BpfObject } from '@tracelab/bpf';
import { readInput, refusing } from '../errors.js';
import type { Host } from '../host.js';

/** A BPF object and what to call it. */
export interface NamedObject {
  readonly name: string;
  readonly object: BpfObject;
  readonly bytes: Uint8Array;
}

/** The object that comes with the lab. */
const TRIGGER = 'trigger.bpf.o';

/**
 * The object at `path`, or the one that comes with the lab, which has a program for each of the configurations.
 *
 * @throws InputError that says why it cannot be used
 */
export function objectFor(path: string | undefined, configurations: readonly Configuration[], host: Pick<Host, 'readFile'>): NamedObject {
  const bytes = path === undefined ? triggerObject : readInput(path, host.readFile);
  return refusing(path ?? TRIGGER, () => {
    const object = readBenchObject(bytes);
    checkObject(object, configurations.filter(({ invoker }) => invoker !== 'none'));
    return { name: path ?? TRIGGER, object, bytes };
  });
}
