import { BpfLoadError } from '../load-error.js';
import type { Btf } from './btf.js';
import type { TypeId } from './types.js';

/** How a value travels in a register: its bytes, and what the upper ones are once it is extended. 0 bytes: there is none. */
export interface ValueModel {
  readonly size: 0 | 1 | 2 | 4 | 8;
  readonly signed: boolean;
}

/** What calling a function takes (struct btf_func_model of v6.1). */
export interface FunctionModel {
  readonly name: string;
  readonly arguments: readonly ValueModel[];
  readonly returns: ValueModel;
}

/**
 * Arguments and result of a kernel function as its prototype says (btf_distill_func_proto).
 *
 * @throws BpfLoadError where the kernel has no such function, or one that cannot be traced
 */
export function functionModel(btf: Btf, name: string): FunctionModel {
  const prototype = btf.prototype(name);
  if (!prototype) throw new BpfLoadError(`function "${name}": the kernel's BTF has none of that name${near(btf, name)}`);
  if (prototype.variadic) throw new BpfLoadError(`function "${name}": takes a variable number of arguments, which cannot be traced`);
  const model = (what: string, type: TypeId): ValueModel => {
    const one = valueModel(btf, type);
    if (one === undefined) throw new BpfLoadError(`function "${name}": ${what} is a structure, which a tracing program cannot get`);
    return one;
  };
  return {
    name,
    arguments: prototype.parameters.map((parameter, i) => model(`argument ${parameter.name || i}`, parameter.type)),
    returns: model('its result', prototype.returns),
  };
}

function valueModel(btf: Btf, id: TypeId): ValueModel | undefined {
  const type = btf.resolve(id);
  switch (type?.kind) {
    case undefined:
      return { size: 0, signed: false };
    case 'ptr':
      return { size: 8, signed: false };
    case 'int':
    case 'enum':
    case 'enum64':
      return isRegisterSize(type.size) ? { size: type.size, signed: type.signed } : undefined;
    default:
      return undefined;
  }
}

const isRegisterSize = (size: number): size is 1 | 2 | 4 | 8 => size === 1 || size === 2 || size === 4 || size === 8;

/** The functions whose names begin alike, for messages. */
function near(btf: Btf, name: string): string {
  const names = btf.types.flatMap((type) => (type?.kind === 'func' ? [type.name] : []));
  const common = (other: string): number => [...other].findIndex((letter, i) => letter !== name[i]);
  const best = [...names].sort((a, b) => common(b) - common(a)).slice(0, 3);
  return best.length > 0 ? `; it has ${best.join(', ')}, and ${names.length - best.length} more` : '';
}
