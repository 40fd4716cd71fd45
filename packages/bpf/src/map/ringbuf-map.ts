import type { MapDefinition } from './definition.js';
import type { BpfHost } from './host.js';
import { ERRNO, KernelMap, requireRoutines, type MapPlacement } from './kernel-map.js';
import { BpfRingbufMap } from './layout.js';
import { Ringbuf } from './ringbuf.js';

/** kernel/bpf/ringbuf.c */
export class RingbufMap extends KernelMap {
  readonly ringbuf: Ringbuf;

  constructor(host: BpfHost, definition: MapDefinition, placement: MapPlacement) {
    requireRoutines(host, definition);
    super(host, definition, host.kzalloc(BpfRingbufMap.structSize), placement);
    this.ringbuf = new Ringbuf(host, definition.maxEntries);
    BpfRingbufMap.rb.write(host.memory, this.map, this.ringbuf.address);
  }

  /** Submitted records, oldest first. */
  drain(): Uint8Array[] {
    return this.ringbuf.drain();
  }

  lookup(): undefined {
    return undefined;
  }

  update(): number {
    return ERRNO.enotsupp;
  }

  delete(): number {
    return ERRNO.enotsupp;
  }

  entries(): Iterable<never> {
    return [];
  }
}
