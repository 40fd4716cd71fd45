import type { BpfHost } from './host.js';
import { PcpuFreelist, PcpuFreelistHead } from './layout.js';

/** kernel/bpf/percpu_freelist.c from the outside, while no program runs. */
export class Freelist {
  readonly #host: BpfHost;
  readonly #heads: readonly bigint[];

  /** @param at struct pcpu_freelist; its list of each CPU is made where there is none yet */
  constructor(host: BpfHost, at: bigint) {
    const { memory } = host;
    this.#host = host;
    if (PcpuFreelist.freelist.read(memory, at) === 0n) {
      PcpuFreelist.freelist.write(memory, at, host.perCpuAlloc(PcpuFreelistHead.structSize, 8));
    }
    const list = PcpuFreelist.freelist.read(memory, at);
    this.#heads = host.tasks.map((_, cpu) => host.perCpuAddress(list, cpu));
  }

  /** pcpu_freelist_populate(): the first elements to the first CPU, and so on, as many to each. */
  populate(nodes: readonly bigint[]): void {
    const each = Math.ceil(nodes.length / this.#heads.length);
    nodes.forEach((node, i) => this.#push(this.#heads[Math.floor(i / each)]!, node));
  }

  pop(): bigint | undefined {
    const { memory } = this.#host;
    const head = this.#heads.find((one) => PcpuFreelistHead.first.read(memory, one) !== 0n);
    if (head === undefined) return undefined;
    const node = PcpuFreelistHead.first.read(memory, head);
    PcpuFreelistHead.first.write(memory, head, memory.read(node, 8));
    return node;
  }

  push(node: bigint): void {
    this.#push(this.#heads[0]!, node);
  }

  #push(head: bigint, node: bigint): void {
    const { memory } = this.#host;
    memory.write(node, 8, PcpuFreelistHead.first.read(memory, head));
    PcpuFreelistHead.first.write(memory, head, node);
  }
}
