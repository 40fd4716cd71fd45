import { BpfLoadError } from '../load-error.js';
import type { BpfHost, KernelMap } from '../map/index.js';
import type { GlobalVariable } from '../object/index.js';

/** An object's global variables, in the maps that hold them. */
export class GlobalVariables {
  readonly #memory: BpfHost['memory'];
  readonly #variables: readonly GlobalVariable[];
  readonly #maps: readonly KernelMap[];

  constructor(memory: BpfHost['memory'], variables: readonly GlobalVariable[], maps: readonly KernelMap[]) {
    this.#memory = memory;
    this.#variables = variables;
    this.#maps = maps;
  }

  /** Of up to 8 bytes, sign-extended where its type is signed. @throws BpfLoadError */
  read(name: string): bigint {
    const { size, signed } = this.#scalar(name);
    const raw = this.#memory.read(this.address(name), size);
    return signed ? BigInt.asIntN(size * 8, raw) : raw;
  }

  /** @throws BpfLoadError */
  write(name: string, value: bigint | number): void {
    this.#memory.write(this.address(name), this.#scalar(name).size, BigInt(value));
  }

  /** @throws BpfLoadError when the object has no such variable. */
  address(name: string): bigint {
    const { map, offset } = this.#variable(name);
    return this.#maps[map]!.value + BigInt(offset);
  }

  #variable(name: string): GlobalVariable {
    const variable = this.#variables.find((candidate) => candidate.name === name);
    if (variable) return variable;
    const names = this.#variables.map((one) => one.name).join(', ');
    throw new BpfLoadError(`no global variable "${name}": ${names ? `one of ${names}` : 'the object has none'}`);
  }

  #scalar(name: string): GlobalVariable {
    const variable = this.#variable(name);
    if ([1, 2, 4, 8].includes(variable.size)) return variable;
    throw new BpfLoadError(`global variable "${name}" has ${variable.size} bytes; only 1, 2, 4 or 8 make a number`);
  }
}
