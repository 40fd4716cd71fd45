import type { Env } from './env.js';
import { pointer, type Register } from './register.js';

/** check_pseudo_btf_id(): a variable of the kernel, by its BTF id. */
export function percpuVariable(env: Env, id: number): Register {
  const variable = env.btf?.type(id);
  if (variable?.kind !== 'var') return env.fail(`pseudo btf_id ${id} in ldimm64 isn't KIND_VAR`);
  const perCpu = env.btf!.types.some(
    (type) =>
      type?.kind === 'datasec' && type.name === '.data..percpu' && type.variables.some((one) => one.type === id),
  );
  const btf = env.btf!.resolveId(variable.type);
  if (perCpu) return pointer('percpu_ptr', { btf });
  return typedMemory(env, btf);
}

/** A structure that BTF leads through, or memory as large as the type, read-only. */
export function typedMemory(env: Env, btf: number): Register {
  const type = env.btf!.resolve(btf);
  if (type?.kind === 'struct') return pointer('ptr', { btf });
  const size = env.btf!.sizeOf(btf);
  if (size === undefined) return env.fail(`kernel variable of type ${btf} has no size`);
  return pointer('mem', { size, readOnly: true });
}
