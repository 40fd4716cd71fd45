import type { Btf } from '../btf/index.js';
import type { ProgramContext, VerifierInput, VerifierMap } from './input.js';
import type { Program } from './program.js';
import { InstructionFacts } from './result.js';
import { typeName, type Register } from './register.js';
import { Refusal } from './verifier-error.js';

/** struct bpf_verifier_env: what all paths share. */
export class Env {
  readonly input: VerifierInput;
  readonly program: Program;
  readonly facts: InstructionFacts[];
  /** Bytes of stack, by the first slot of each function. */
  readonly stackDepths = new Map<number, number>();
  /** The instruction that is looked at. */
  at = 0;
  #lastId = 0;

  constructor(input: VerifierInput, program: Program) {
    this.input = input;
    this.program = program;
    this.facts = program.operations.map(() => new InstructionFacts());
  }

  get context(): ProgramContext {
    return this.input.context;
  }

  get btf(): Btf | undefined {
    return this.input.kernelBtf;
  }

  get fact(): InstructionFacts {
    return this.facts[this.at]!;
  }

  newId(): number {
    return ++this.#lastId;
  }

  map(index: number): VerifierMap {
    return this.input.maps![index]!;
  }

  /** The program is refused, at this instruction. */
  fail(...reasons: readonly string[]): never {
    throw new Refusal(reasons.join('; '), this.at);
  }

  typeName(register: Register): string {
    return typeName(register, this.structName(register));
  }

  structName({ btf }: Pick<Register, 'btf'>): string {
    const type = btf ? this.btf?.resolve(btf) : undefined;
    return type && 'name' in type ? type.name : '';
  }
}
