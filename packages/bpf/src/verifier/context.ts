import { PtRegs } from '@tracelab/kernel';
import type { BtfTypeOf, TypeId } from '../btf/index.js';
import type { Env } from './env.js';
import type { TrampolineType } from './input.js';
import { number, pointer, type Register } from './register.js';
import { constant, ofSize, UNKNOWN } from './scalar.js';

/** R1, and R2 where it means something. @throws Refusal where the attach target has no prototype. */
export function entryRegisters(env: Env): Register[] {
  const { context } = env;
  if (context.attach === 'memory') {
    const { size } = context;
    return [size ? pointer('mem', { size }) : number(constant(0n)), number(constant(BigInt(size)))];
  }
  if ('target' in context) prototype(env, context.target);
  return [pointer('ctx')];
}

/** A load from the context. `off` from its start; the access is of `size` bytes. */
export function loadContext(env: Env, off: number, size: number): Register {
  const { context } = env;
  if ('target' in context) return loadArgument(env, context.attach, context.target, off, size);
  const inside = off >= 0 && off % size === 0 && off + size <= PtRegs.structSize;
  return inside ? number(ofSize(size)) : env.fail(`invalid bpf_context access off=${off} size=${size}`);
}

/** MAX_BPF_FUNC_ARGS. */
const MAX_ARGUMENTS = 12;

/** btf_ctx_access(): argument n at 8n, what the function returned behind the last one. */
function loadArgument(env: Env, attach: TrampolineType, target: string, off: number, size: number): Register {
  if (off < 0 || off >= 8 * MAX_ARGUMENTS || off % size !== 0) {
    return env.fail(`invalid bpf_context access off=${off} size=${size}`);
  }
  if (off % 8 !== 0) return env.fail(`func '${target}' offset ${off} is not multiple of 8`);
  const { parameters, returns } = prototype(env, target);
  const index = off / 8;
  const returned = index === parameters.length && attach !== 'fentry' && returns !== 0;
  const type = returned ? returns : parameters[index]?.type;
  if (type === undefined) return env.fail(`func '${target}' doesn't have ${index + 1}-th argument`);
  return ofType(env, type, size, `func '${target}' arg${index}`);
}

/**
 * A value of a C type in a register: a number, or a pointer to a structure. The trampoline stores whole registers, so
 * that nothing is known of the bits above an int (kernel-paths.md 6.1).
 */
function ofType(env: Env, type: TypeId, size: number, what: string): Register {
  const btf = env.btf!;
  const resolved = btf.resolve(type);
  if (resolved?.kind !== 'ptr') {
    if (resolved?.kind === 'int' || resolved?.kind === 'enum' || resolved?.kind === 'enum64')
      return number(ofSize(size));
    return env.fail(`${what} type ${kindName(resolved?.kind)} is not a struct`);
  }
  const pointee = btf.resolve(resolved.type);
  if (pointee === undefined || pointee.kind === 'int') return number(size === 8 ? UNKNOWN : ofSize(size));
  if (size !== 8) return env.fail(`${what} is a pointer: size ${size} must be 8`);
  if (pointee.kind !== 'struct' && pointee.kind !== 'union') {
    return env.fail(`${what} type ${kindName(pointee.kind)} is not a struct`);
  }
  return pointer('ptr', { btf: btf.resolveId(resolved.type) });
}

const kindName = (kind: string | undefined): string => (kind ?? 'void').toUpperCase();

function prototype(env: Env, target: string): BtfTypeOf<'funcProto'> {
  return env.btf?.prototype(target) ?? env.fail(`func '${target}' is not in the kernel's BTF`);
}
