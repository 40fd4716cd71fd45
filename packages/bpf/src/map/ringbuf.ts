import type { Memory } from '@tracelab/arm64-machine';
import type { BpfHost } from './host.js';
import { BPF_RINGBUF_BUSY_BIT, BPF_RINGBUF_DISCARD_BIT, BpfRingbuf, BpfRingbufHdr, IrqWork } from './layout.js';

const PAGE_SIZE = 4096;

/**
 * A ring buffer in simulated memory, and its reader. Linux maps the data twice in a row, so that a record may run over the
 * end; here there is room behind the end for that, which nothing else uses, as every record is found by where it begins.
 */
export class Ringbuf {
  /** struct bpf_ringbuf. */
  readonly address: bigint;
  readonly #memory: Memory;

  /** @param size bytes of data, a power of two of whole pages */
  constructor(host: BpfHost, size: number) {
    this.#memory = host.memory;
    this.address = host.kzalloc(BpfRingbuf.data.offset + 2 * size, PAGE_SIZE);
    BpfRingbuf.mask.write(host.memory, this.address, size - 1);
    BpfRingbuf.nrPages.write(host.memory, this.address, (BpfRingbuf.data.offset + 2 * size) / PAGE_SIZE);
  }

  /** Records that were submitted, oldest first, up to the first that is not finished; they are consumed (ring_buffer__consume). */
  drain(): Uint8Array[] {
    const memory = this.#memory;
    const records: Uint8Array[] = [];
    const mask = BpfRingbuf.mask.read(memory, this.address);
    const producer = BpfRingbuf.producerPos.read(memory, this.address);
    let consumer = BpfRingbuf.consumerPos.read(memory, this.address);
    while (consumer < producer) {
      const header = this.address + BigInt(BpfRingbuf.data.offset) + (consumer & mask);
      const len = Number(BpfRingbufHdr.len.read(memory, header));
      if (len & BPF_RINGBUF_BUSY_BIT) break;
      const size = len & ~(BPF_RINGBUF_DISCARD_BIT | BPF_RINGBUF_BUSY_BIT);
      const record = header + BigInt(BpfRingbufHdr.structSize);
      if (!(len & BPF_RINGBUF_DISCARD_BIT)) records.push(memory.readBytes(record, size));
      consumer += BigInt(Math.ceil((size + BpfRingbufHdr.structSize) / 8) * 8);
    }
    BpfRingbuf.consumerPos.write(memory, this.address, consumer);
    IrqWork.flags.write(memory, this.address + BigInt(BpfRingbuf.work.offset), 0);
    return records;
  }

  /** Whether a program has asked for the reader to be woken since the last {@link drain}. */
  get wakeUpPending(): boolean {
    return (IrqWork.flags.read(this.#memory, this.address + BigInt(BpfRingbuf.work.offset)) & 1n) === 1n;
  }
}
