import type { BpfHost } from './host.js';
import { BpfLruList, BpfLruNode, LRU_LIST } from './layout.js';

type List = keyof typeof LRU_LIST;

/** The list of an LRU table from the outside, while no program runs (routines/bpf-lru-*.ts is what programs do with it). */
export class LruList {
  /** struct bpf_lru_list. */
  readonly address: bigint;
  readonly #host: BpfHost;

  /** @param nodes struct bpf_lru_node of every element; all are free */
  constructor(host: BpfHost, nodes: readonly bigint[]) {
    const { memory } = host;
    this.#host = host;
    this.address = host.kzalloc(BpfLruList.structSize);
    for (const list of Object.keys(LRU_LIST) as List[]) {
      const head = this.#head(list);
      BpfLruNode.next.write(memory, head, head);
      BpfLruNode.prev.write(memory, head, head);
    }
    BpfLruList.nextInactiveRotation.write(memory, this.address, this.#head('inactive'));
    for (const node of nodes) {
      BpfLruNode.type.write(memory, node, LRU_LIST.free);
      this.#insert(node, 'free');
    }
  }

  /** A free node, or the oldest inactive or else active one after `evict` has unlinked its element; it is inactive then. */
  take(evict: (node: bigint) => void): bigint | undefined {
    const free = this.#last('free', 'next');
    const node = free ?? this.#last('inactive', 'prev') ?? this.#last('active', 'prev');
    if (node === undefined) return undefined;
    if (free === undefined) evict(node);
    this.#move(node, 'inactive');
    return node;
  }

  free(node: bigint): void {
    this.#move(node, 'free');
  }

  #head(list: List): bigint {
    return this.address + BigInt(BpfLruList.lists.at(2 * LRU_LIST[list]));
  }

  #last(list: List, end: 'next' | 'prev'): bigint | undefined {
    const node = BpfLruNode[end].read(this.#host.memory, this.#head(list));
    return node === this.#head(list) ? undefined : node;
  }

  /** __bpf_lru_node_move() */
  #move(node: bigint, to: List): void {
    const { memory } = this.#host;
    if (BpfLruList.nextInactiveRotation.read(memory, this.address) === node) {
      BpfLruList.nextInactiveRotation.write(memory, this.address, BpfLruNode.prev.read(memory, node));
    }
    const from = Number(BpfLruNode.type.read(memory, node));
    this.#count(from, -1n);
    this.#count(LRU_LIST[to], 1n);
    BpfLruNode.type.write(memory, node, LRU_LIST[to]);
    BpfLruNode.ref.write(memory, node, 0);
    const [next, prev] = [BpfLruNode.next.read(memory, node), BpfLruNode.prev.read(memory, node)];
    BpfLruNode.next.write(memory, prev, next);
    BpfLruNode.prev.write(memory, next, prev);
    this.#insert(node, to);
  }

  #insert(node: bigint, list: List): void {
    const { memory } = this.#host;
    const head = this.#head(list);
    const first = BpfLruNode.next.read(memory, head);
    BpfLruNode.next.write(memory, node, first);
    BpfLruNode.prev.write(memory, node, head);
    BpfLruNode.prev.write(memory, first, node);
    BpfLruNode.next.write(memory, head, node);
  }

  #count(list: number, change: bigint): void {
    if (list === LRU_LIST.free) return;
    const { memory } = this.#host;
    const at = this.address + BigInt(BpfLruList.counts.at(list));
    memory.write(at, 4, memory.read(at, 4) + change);
  }
}
