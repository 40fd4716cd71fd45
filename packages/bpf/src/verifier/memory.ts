import { loadMember } from './btf-walk.js';
import { loadContext } from './context.js';
import type { Env } from './env.js';
import type { VerifierMap } from './input.js';
import { isNumber, number, type Register } from './register.js';
import { constant, isConstant, ofSize, zeroExtend } from './scalar.js';
import { checkMapValue, checkSized, checkWritable, offset } from './region.js';
import { loadStack, storeStack } from './stack.js';
import type { State } from './state.js';
import * as tnum from './tnum.js';

/** check_mem_access() of a load: what the register holds afterwards. */
export function loadMemory(
  env: Env,
  state: State,
  index: number,
  off: number,
  size: number,
  aligned = false,
): Register {
  const base = state.get(index);
  noteBase(env, base);
  checkAlignment(env, base, off, size, aligned);
  if (base.orNull) env.fail(`R${index} invalid mem access '${env.typeName(base)}'`);
  switch (base.type) {
    case 'map_value': {
      checkMapValue(env, index, base, off, size);
      return constantElement(env.map(base.map), base, off, size) ?? number(ofSize(size));
    }
    case 'map_key':
    case 'mem':
    case 'alloc_mem':
      checkSized(env, index, base, off, size);
      return number(ofSize(size));
    case 'fp':
      return loadStack(env, state, index, off, size);
    case 'ctx':
      checkPlain(env, index, base);
      return loadContext(env, off, size);
    case 'ptr': {
      if (!isConstant(base.range)) {
        const variable = tnum.print(base.range.bits);
        env.fail(`R${index} is ${env.typeName(base)} invalid variable offset: off=${off}, var_off=${variable}`);
      }
      const at = offset(base) + off;
      if (at < 0) env.fail(`R${index} is ${env.typeName(base)} invalid negative access: off=${at}`);
      env.fact.probeMem = true;
      return loadMember(env, base.btf, at, size);
    }
    default:
      return env.fail(`R${index} invalid mem access '${env.typeName(base)}'`);
  }
}

/** check_mem_access() of a store. */
export function storeMemory(
  env: Env,
  state: State,
  index: number,
  off: number,
  size: number,
  value: Register,
  aligned = false,
): void {
  const base = state.get(index);
  noteBase(env, base);
  checkAlignment(env, base, off, size, aligned);
  if (base.orNull) env.fail(`R${index} invalid mem access '${env.typeName(base)}'`);
  switch (base.type) {
    case 'map_value':
      checkWritable(env, base, off, size);
      return checkMapValue(env, index, base, off, size);
    case 'mem':
    case 'alloc_mem':
      if (base.readOnly) env.fail(`R${index} cannot write into ${env.typeName(base)}`);
      return checkSized(env, index, base, off, size);
    case 'map_key':
      return env.fail(`R${index} cannot write into ${env.typeName(base)}`);
    case 'fp':
      return storeStack(env, state, index, off, size, value);
    case 'ctx':
      return env.fail(`invalid bpf_context access off=${off} size=${size}`);
    case 'ptr':
      return env.fail('only read is supported');
    default:
      return env.fail(`R${index} invalid mem access '${env.typeName(base)}'`);
  }
}

/** Elements of a map that nobody can write any more are constants. */
function constantElement(
  { readOnly, initial, valueSize }: VerifierMap,
  base: Register,
  off: number,
  size: number,
): Register | undefined {
  if (!readOnly || !initial || !isConstant(base.range)) return undefined;
  let value = 0n;
  const at = offset(base) + off;
  for (let n = size - 1; n >= 0 && at + size <= valueSize; n--) value = (value << 8n) | BigInt(initial[at + n] ?? 0);
  return number(constant(value));
}

/** check_ptr_off_reg(): a pointer that must be as it was given. */
export function checkPlain(env: Env, index: number, base: Register): void {
  if (!isConstant(base.range))
    env.fail(`variable ${env.typeName(base)} access var_off=${tnum.print(base.range.bits)} disallowed`);
  if (offset(base) !== 0) {
    env.fail(`dereference of modified ${env.typeName(base)} ptr R${index} off=${offset(base)} disallowed`);
  }
}

/** check_ptr_alignment(): arm64 takes other accesses at any address, stacks are kept in slots, exclusives fault. */
function checkAlignment(env: Env, base: Register, off: number, size: number, aligned: boolean): void {
  if (base.type !== 'fp' && !aligned) return;
  const at = tnum.add(base.range.bits, tnum.constant(BigInt(base.off + off)));
  if (((at.value | at.mask) & BigInt(size - 1)) === 0n) return;
  const kind = base.type === 'fp' ? 'stack ' : base.type === 'map_value' ? 'value ' : '';
  env.fail(`misaligned ${kind}access off ${tnum.print(base.range.bits)}+${base.off}+${off} size ${size}`);
}

/** What is compiled for one kind of pointer must not meet another. */
function noteBase(env: Env, { type }: Register): void {
  const { fact } = env;
  const particular = (one: string): boolean => one === 'ctx' || one === 'ptr';
  if (fact.base !== undefined && fact.base !== type && (particular(type) || particular(fact.base))) {
    env.fail('same insn cannot be used with different pointers');
  }
  fact.base = type;
}

/** What a narrow load or store leaves of a number. */
export const truncated = (value: Register, size: number): Register =>
  isNumber(value) ? number(zeroExtend(value.range, size * 8)) : value;
