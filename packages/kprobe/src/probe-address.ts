import type { Kernel, McountRecord } from '@tracelab/kernel';
import { kprobeBlacklist } from './blacklist.js';
import type { Executable } from './kprobes.js';
import { executionOf } from './probed-instruction.js';

/** Where a probe goes. */
export interface ProbePoint {
  /** A traceable function of the kernel image. */
  readonly symbol: string;
  /** Bytes from the symbol, a multiple of 4. Default 0: on `mov x9, x30`, in front of the ftrace location. */
  readonly offset?: number;
  /** On the function's return: a kretprobe, whose offset is 0. Default false. */
  readonly isReturn?: boolean;
}

/**
 * kprobe_addr(), check_kprobe_address_safe(): the address of a probe point.
 *
 * @throws Error naming the point and what would be accepted
 */
export function probeAddress(kernel: Kernel, point: ProbePoint): bigint {
  const { symbol, offset = 0, isReturn = false } = point;
  const target = kernel.mcount.find(({ name }) => name === symbol);
  if (!target) {
    throw new Error(`kprobe: "${symbol}" is no traceable function of the kernel image (unknown or notrace): one of those ftrace can hook`);
  }
  if (kprobeBlacklist.has(symbol)) throw new Error(`kprobe: ${symbol} handles breakpoints itself (kprobe blacklist): probe one of its callers' callers`);
  if (!Number.isInteger(offset) || offset < 0 || offset % 4 !== 0) throw refusal(point, 'the offset must be a multiple of 4, the size of an instruction');
  if (isReturn && offset !== 0) throw refusal(point, 'a return probe is at offset 0, where the return address is still in LR');
  const address = target.entry + BigInt(offset);
  const place = kernel.symbols.at(address);
  if (place?.name !== symbol) throw refusal(point, `beyond the end of ${symbol}`);
  if (address === ftraceLocation(kernel, target)) throw refusal(point, 'this is the ftrace location, which kprobes on arm64 leave alone: probe offset 0, or what follows');
  return address;
}

/**
 * How the instruction at a probe point that has no kprobe yet is executed.
 *
 * @throws Error where it cannot be
 */
export function executionAt(kernel: Kernel, point: ProbePoint, address: bigint): Executable {
  const { offset = 0 } = point;
  const execution = executionOf(Number(kernel.memory.read(address, 4)), wordsBefore(kernel, address, offset));
  if ('refused' in execution) throw refusal(point, execution.refused);
  return execution;
}

export function refusal({ symbol, offset = 0, isReturn = false }: ProbePoint, why: string): Error {
  return new Error(`${isReturn ? 'kretprobe' : 'kprobe'} ${symbol}+${offset}: ${why}`);
}

/** rec->ip: the last NOP of the patchable entry, which becomes the BL. */
function ftraceLocation({ image }: Kernel, { entry }: McountRecord): bigint {
  return entry + BigInt(4 * (image.patchableEntry.after - 1));
}

function* wordsBefore(kernel: Kernel, address: bigint, offset: number): Generator<number> {
  for (let back = 4; back <= offset; back += 4) yield Number(kernel.memory.read(address - BigInt(back), 4));
}
