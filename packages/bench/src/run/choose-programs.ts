import type { BpfObject, BpfProgram } from '@tracelab/bpf';
import { AttachError } from '../attach.js';

/** Programs that attach without being named: not optional ones, nor what a program array holds, which is run from there. */
export function attachingPrograms({ programs, maps }: Pick<BpfObject, 'programs' | 'maps'>): BpfProgram[] {
  const inArrays = new Set(maps.flatMap(({ initialSlots }) => initialSlots ?? []));
  return programs.filter(({ name, autoload }) => autoload && !inArrays.has(name));
}

/** Programs that attach by themselves, and those that are named; in the object's order. @throws AttachError */
export function choosePrograms(object: Pick<BpfObject, 'programs' | 'maps'>, named: readonly string[]): BpfProgram[] {
  const names = object.programs.map(({ name }) => name).join(', ');
  const stray = named.find((name) => !object.programs.some((one) => one.name === name));
  if (stray !== undefined) throw new AttachError(`no program "${stray}": one of ${names}`);
  const alone = attachingPrograms(object);
  const chosen = object.programs.filter((one) => named.includes(one.name) || alone.includes(one));
  if (chosen.length > 0) return chosen;
  throw new AttachError(`every program is optional: name some of ${names}`);
}
