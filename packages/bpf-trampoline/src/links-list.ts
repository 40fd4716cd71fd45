import type { Kernel } from '@tracelab/kernel';
import type { TextPoke, Update } from '@tracelab/ops-direct';
import type { GracePeriods } from './grace-periods.js';
import { BPF_TRAMP, BpfTrampLink, BpfTrampoline } from './layout.js';
import type { TracingLink } from './link.js';

/** hlist_node members, from the address that lists point at. */
const PPREV = BigInt(BpfTrampLink.trampPprev.offset - BpfTrampLink.trampHlist.offset);
const LIST = BigInt(BpfTrampLink.trampHlist.offset);

/**
 * bpf_trampoline.progs_hlist in simulated memory, edited while the callbacks walk it. Added with hlist_add_head_rcu and taken
 * off with hlist_del_rcu: a walker that stands on a link finds the rest of the list, and the link is there until no task that
 * could stand on it is in the kernel. Plain loads do for walkers, so that costs nothing per call. As posted (`edited-list`) a
 * link is unlinked with hlist_del_init and freed at once, with nobody waited for.
 */
export class LinksList {
  readonly #kernel: Kernel;
  readonly #poke: TextPoke;
  readonly #trampoline: bigint;
  readonly #gracePeriods: GracePeriods;
  readonly #atOnce: boolean;
  readonly #nodes = new Map<TracingLink, bigint>();

  constructor(kernel: Kernel, poke: TextPoke, trampoline: bigint, gracePeriods: GracePeriods, { atOnce }: { readonly atOnce: boolean }) {
    this.#kernel = kernel;
    this.#poke = poke;
    this.#trampoline = trampoline;
    this.#gracePeriods = gracePeriods;
    this.#atOnce = atOnce;
  }

  *addHead(link: TracingLink): Update {
    const { memory } = this.#kernel;
    const { program, kind, cookie = 0n } = link;
    const address = this.#kernel.kzalloc(BpfTrampLink.structSize);
    const node = address + LIST;
    const head = this.#trampoline + BigInt(BpfTrampoline.progsHlist.at(BPF_TRAMP[kind]));
    const first = memory.read(head, 8);
    BpfTrampLink.prog.write(memory, address, program.prog);
    BpfTrampLink.cookie.write(memory, address, cookie);
    memory.write(node, 8, first);
    memory.write(node + PPREV, 8, head);
    this.#nodes.set(link, address);
    if (first !== 0n) memory.write(first + PPREV, 8, node);
    yield* this.#poke.data(head, node); // last: a walker finds a link that is whole
  }

  *remove(link: TracingLink): Update {
    const { memory } = this.#kernel;
    const address = this.#nodes.get(link)!;
    const node = address + LIST;
    const next = memory.read(node, 8);
    const pprev = memory.read(node + PPREV, 8);
    this.#nodes.delete(link);
    if (next !== 0n) memory.write(next + PPREV, 8, pprev);
    yield* this.#poke.data(pprev, next);
    const free = (): void => this.#kernel.kfree(address, BpfTrampLink.structSize);
    if (this.#atOnce) free();
    else this.#gracePeriods.after('rcu_tasks', free);
  }
}
