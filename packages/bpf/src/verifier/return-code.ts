import { read } from './alu.js';
import type { Env } from './env.js';
import { isNumber, print } from './register.js';
import type { State } from './state.js';

/** check_return_code(), and nothing may be left behind. */
export function checkReturn(env: Env, exit: State): void {
  const [leaked] = exit.references;
  if (leaked) env.fail(`Unreleased reference id=${leaked.id} alloc_insn=${leaked.at}`);
  const result = read(env, exit, 0);
  const { attach } = env.context;
  if (('target' in env.context || attach === 'memory') && !isNumber(result)) {
    env.fail(`At program exit the register R0 is not a known value (${env.typeName(result)})`);
  }
  if ((attach === 'fentry' || attach === 'fexit') && result.range.wide.umax !== 0n) {
    env.fail(`At program exit the register R0 has ${print(result)} should have been in (0x0; 0x0)`);
  }
}
