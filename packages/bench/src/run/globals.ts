import type { BpfObject, MapDefinition } from '@tracelab/bpf';
import { AttachError } from '../attach.js';

/**
 * An object with other initial values of global variables: what a user of libbpf's skeletons sets between open and load.
 * Programs are verified with those of read-only ones.
 *
 * @param values by name of the variable, which has 1, 2, 4 or 8 bytes
 * @throws AttachError naming the variable, and those there are
 */
export function withGlobals(object: BpfObject, values: ReadonlyMap<string, bigint>): BpfObject {
  const maps = [...object.maps];
  for (const [name, value] of values) {
    const variable = object.variables.find((one) => one.name === name);
    if (!variable || variable.size > 8) {
      const names = object.variables.filter(({ size }) => size <= 8).map((one) => one.name);
      throw new AttachError(`no global variable "${name}" that holds a number: ${names.length > 0 ? `one of ${names.join(', ')}` : 'the object has none'}`);
    }
    const map = maps[variable.map]!;
    const { offset, size } = variable;
    const bits = 8 * size;
    if (value !== BigInt.asIntN(bits, value) && value !== BigInt.asUintN(bits, value)) {
      throw new AttachError(`global variable "${name}": ${value} does not fit into its ${size} bytes: ${-(2n ** BigInt(bits - 1))} to ${2n ** BigInt(bits) - 1n}`);
    }
    maps[variable.map] = { ...map, initial: replaced(map, offset, size, value) };
  }
  return { ...object, maps };
}

function replaced({ initial = new Uint8Array(), valueSize }: MapDefinition, offset: number, size: number, value: bigint): Uint8Array {
  const bytes = new Uint8Array(valueSize);
  bytes.set(initial);
  for (let i = 0; i < size; i++) bytes[offset + i] = Number((value >> BigInt(8 * i)) & 0xffn);
  return bytes;
}
