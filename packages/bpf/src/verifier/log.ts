import { decodeProgram } from '../insn/decode.js';
import type { Operation } from '../insn/operation.js';
import { printOperation } from '../insn/print.js';
import { BpfLoadError } from '../load-error.js';
import type { Env } from './env.js';
import type { Path } from './exploration.js';
import type { VerifierInput } from './input.js';
import { print, type Register } from './register.js';
import type { State } from './state.js';

/** BPF_LOG_LEVEL2: every instruction of every path, with the registers that it changes. */
export class VerifierLog {
  /** Instructions that are looked at before the first line. */
  readonly #from: number;
  readonly #lines: string[] = [];
  #on: boolean;

  constructor(from: number) {
    this.#from = from;
    this.#on = from === 0;
  }

  /** So many instructions have been looked at. */
  processed(count: number): void {
    if (count >= this.#from) this.#on = true;
  }

  line(text: string): void {
    if (this.#on) this.#lines.push(text);
  }

  path(env: Env, { at, state }: Path): void {
    if (this.#on) this.line(`from ${at}: ${registers(env, state, state.frame.registers)}${stack(env, state)}`);
  }

  before({ frame }: State): readonly Register[] {
    return this.#on ? frame.registers.slice() : [];
  }

  after(env: Env, operation: Operation, before: readonly Register[], state: State): void {
    if (!this.#on) return;
    const { code } = env.input.slots[env.at]!;
    const changed = state.frame.registers.map((register, n) => (register === before[n] ? undefined : register));
    const text = `${env.at}: (${code.toString(16).padStart(2, '0')}) ${printOperation(operation, env.at)}`;
    const what = registers(env, state, changed) + (operation.kind === 'store' ? stack(env, state) : '');
    this.line(what ? `${text.padEnd(40)}; ${what}` : text);
  }

  /** An instruction in the kernel's notation, for the message. */
  text({ slots }: VerifierInput, at: number): string {
    try {
      const operation = decodeProgram(slots)[at];
      return operation ? ` (${printOperation(operation, at)})` : '';
    } catch (error) {
      if (error instanceof BpfLoadError) return '';
      throw error;
    }
  }

  toString(): string {
    return this.#lines.join('\n');
  }
}

function registers(env: Env, state: State, some: readonly (Register | undefined)[]): string {
  const depth = state.frames.length - 1;
  const list = some.flatMap((register, n) =>
    register && register.type !== 'not_init' ? [`R${n}=${print(register, env.structName(register))}`] : [],
  );
  return list.length && depth ? `frame${depth}: ${list.join(' ')}` : list.join(' ');
}

function stack(env: Env, { frame }: State): string {
  return frame.stack
    .flatMap(({ bytes, spilled }, n) => {
      if (bytes === '????????') return [];
      const content = spilled && bytes === 'rrrrrrrr' ? print(spilled, env.structName(spilled)) : bytes;
      return [` fp-${8 * (n + 1)}=${content}`];
    })
    .join('');
}
