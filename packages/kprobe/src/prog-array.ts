import type { Memory } from '@tracelab/arm64-machine';
import type { Kernel } from '@tracelab/kernel';
import { BpfProgArray, BpfProgArrayItem, TraceEventCall } from './layout/index.js';
import { synchronizeRcu, type Waits } from './wait.js';

/** BPF_TRACE_MAX_PROGS */
const MAX_PROGS = 64;

/** A loaded program, as the address of its `struct bpf_prog`. */
export interface Program {
  readonly prog: bigint;
}

interface Item extends Program {
  readonly cookie: bigint;
}

/**
 * perf_event_attach_bpf_prog(): the program runs after those of the event already.
 *
 * @throws Error where it is among them, or they are as many as Linux takes
 */
export function* attach(kernel: Kernel, call: bigint, { prog }: Program, cookie: bigint): Waits {
  const items = itemsOf(kernel.memory, call);
  if (items.some((item) => item.prog === prog)) throw new Error('kprobe: the program is attached to this probe already (EEXIST)');
  if (items.length >= MAX_PROGS) throw new Error(`kprobe: ${MAX_PROGS} programs are on this probe, and more cannot be (E2BIG)`);
  yield* replace(kernel, call, [...items, { prog, cookie }]);
}

/**
 * perf_event_detach_bpf_prog()
 *
 * @throws Error where the program is not attached
 */
export function* detach(kernel: Kernel, call: bigint, { prog }: Program): Waits {
  const items = itemsOf(kernel.memory, call);
  const others = items.filter((item) => item.prog !== prog);
  if (others.length === items.length) throw new Error('kprobe: the program is not attached to this probe (ENOENT)');
  yield* replace(kernel, call, others);
}

/** bpf_prog_array_free() of all. */
export function* detachAll(kernel: Kernel, call: bigint): Waits {
  yield* replace(kernel, call, []);
}

/** bpf_prog_array_copy(): runs under way go on with the array they have found, which is freed when they are through. */
function* replace(kernel: Kernel, call: bigint, items: readonly Item[]): Waits {
  const { memory } = kernel;
  const old = TraceEventCall.progArray.read(memory, call);
  const oldSize = sizeOf(itemsOf(memory, call).length);
  let array = 0n;
  if (items.length > 0) {
    array = kernel.kzalloc(sizeOf(items.length));
    items.forEach(({ prog, cookie }, n) => {
      BpfProgArrayItem.prog.write(memory, itemAt(array, n), prog);
      BpfProgArrayItem.cookie.write(memory, itemAt(array, n), cookie);
    });
  }
  TraceEventCall.progArray.write(memory, call, array);
  if (old === 0n) return;
  yield* synchronizeRcu(kernel);
  kernel.kfree(old, oldSize);
}

function itemsOf(memory: Memory, call: bigint): Item[] {
  const array = TraceEventCall.progArray.read(memory, call);
  const items: Item[] = [];
  if (array === 0n) return items;
  for (let n = 0; ; n++) {
    const prog = BpfProgArrayItem.prog.read(memory, itemAt(array, n));
    if (prog === 0n) return items;
    items.push({ prog, cookie: BpfProgArrayItem.cookie.read(memory, itemAt(array, n)) });
  }
}

const itemAt = (array: bigint, n: number): bigint => array + BigInt(BpfProgArray.items.offset + n * BpfProgArrayItem.structSize);

/** With the item of NULL that ends it. */
const sizeOf = (items: number): number => BpfProgArray.structSize + (items + 1) * BpfProgArrayItem.structSize;
