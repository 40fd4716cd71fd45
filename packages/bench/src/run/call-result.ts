import { kernelBtf } from '@tracelab/bpf';
import type { KernelCall } from './test-calls.js';

/** What a call returned, read as its type: of `bits` where the call says how many count, else as the kernel's BTF has the function. */
export function typedResult({ function: name, bits }: Pick<KernelCall, 'function' | 'bits'>, value: bigint): bigint {
  const btf = kernelBtf();
  const prototype = btf.prototype(name);
  const type = prototype && btf.resolve(prototype.returns);
  const number = type && (type.kind === 'int' || type.kind === 'enum' || type.kind === 'enum64') ? type : undefined;
  const width = bits ?? 8 * (number?.size ?? 8);
  return number && !number.signed ? BigInt.asUintN(width, value) : BigInt.asIntN(width, value);
}
