import type { Kernel } from '@tracelab/kernel';
import type { GracePeriods } from './grace-periods.js';
import { BPF_TRAMP, BpfTrampLink, BpfTrampoline } from './layout.js';
import type { TracingLink } from './link.js';
import { kfree } from './poison.js';

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
  readonly #trampoline: bigint;
  readonly #gracePeriods: GracePeriods;
  readonly #atOnce: boolean;
  readonly #nodes = new Map<TracingLink, bigint>();

  constructor(kernel: Kernel, trampoline: bigint, gracePeriods: GracePeriods, { atOnce }: { readonly atOnce: boolean }) {
    this.#kernel = kernel;
    this.#trampoline = trampoline;
    this.#gracePeriods = gracePeriods;
    this.#atOnce = atOnce;
  }

  addHead(link: TracingLink): void {
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
    memory.write(head, 8, node); // last: a walker finds a link that is whole
    if (first !== 0n) memory.write(first + PPREV, 8, node);
    this.#nodes.set(link, address);
  }

  remove(link: TracingLink): void {
    const { memory } = this.#kernel;
    const address = this.#nodes.get(link)!;
    const node = address + LIST;
    const next = memory.read(node, 8);
    const pprev = memory.read(node + PPREV, 8);
    memory.write(pprev, 8, next);
    if (next !== 0n) memory.write(next + PPREV, 8, pprev);
    this.#nodes.delete(link);
    const free = (): void => kfree(memory, address, BpfTrampLink.structSize);
    if (this.#atOnce) free();
    else this.#gracePeriods.after('rcu_tasks', free);
  }
}
