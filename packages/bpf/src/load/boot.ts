import { TaskStruct } from '@tracelab/kernel';
import type { BpfHost } from '../map/host.js';
import { Ringbuf } from '../map/ringbuf.js';

/** CPUs that __per_cpu_offset[] has room for. */
export const NR_CPUS = 64;
/** Bytes of trace_printk's lines. */
const TRACE_BUFFER_SIZE = 64 << 10;

/** Seeds of prandom_u32_state() must be above 1, 7, 15 and 127. A CPU's own is in the high half. */
const SEED = [0x0bad_cafe, 0x0ddb_a115, 0x5eed_5eed, 0x1234_5678] as const;

/**
 * What Linux has done by the time that programs load, where the kernel was linked with bpfParts: offsets and numbers of the
 * CPUs, credentials, random state, the trace buffer. Returns the trace buffer.
 */
export function bootBpf(host: BpfHost): Ringbuf | undefined {
  const { memory, symbols, tasks } = host;
  const offsets = symbols.tryLookup('__per_cpu_offset');
  if (offsets === undefined) return undefined;
  const known = booted.get(memory);
  if (known) return known;
  if (tasks.length > NR_CPUS) throw new Error(`${tasks.length} CPUs: __per_cpu_offset[] has room for ${NR_CPUS}`);
  memory.write(symbols.lookup('nr_cpu_ids'), 4, BigInt(tasks.length));
  tasks.forEach((task, cpu) => {
    memory.write(offsets + BigInt(8 * cpu), 8, BigInt.asUintN(64, host.perCpuAddress(0n, cpu)));
    memory.write(host.perCpuAddress(symbols.lookup('cpu_number'), cpu), 4, BigInt(cpu));
    const state = host.perCpuAddress(symbols.lookup('bpf_user_rnd_state'), cpu);
    SEED.forEach((seed, n) => memory.write(state + BigInt(4 * n), 4, BigInt(seed + (cpu << 16))));
    TaskStruct.cred.write(memory, task, symbols.lookup('init_cred'));
  });
  const trace = new Ringbuf(host, TRACE_BUFFER_SIZE);
  memory.write(symbols.lookup('bpf_trace_buffer'), 8, trace.address);
  booted.set(memory, trace);
  return trace;
}

/** By the memory that they live in: a kernel is set up once, whatever is loaded into it. */
const booted = new WeakMap<object, Ringbuf>();
