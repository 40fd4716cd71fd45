import { toBytes } from '../../src/gdb/hex.js';
import { GdbSession } from '../../src/gdb/index.js';
import type { Program } from '../../src/gdb/debugger.js';
import { packet, PacketReader } from '../../src/gdb/packet.js';
import type { Cluster } from '../../src/smp/index.js';

/** The protocol's other side: says packets, gives the replies. */
export class Client {
  readonly session: GdbSession;
  /** Everything that was sent, acknowledgements and all. */
  wire = '';
  readonly #reader = new PacketReader();
  #replies: string[] = [];

  constructor(cluster: Cluster, program?: Program) {
    this.session = new GdbSession(cluster, {
      send: (bytes) => {
        this.wire += String.fromCharCode(...bytes);
        for (const one of this.#reader.feed(bytes)) if (one.kind === 'packet') this.#replies.push(one.payload);
      },
      ...(program && { program }),
    });
  }

  /** The reply to a packet, once the cluster has stopped if it sets it going; undefined where there is none. */
  say(payload: string): string | undefined {
    this.#replies = [];
    this.session.receive(packet(payload));
    for (let slices = 0; this.session.running && slices < 100; slices++) this.session.run(1000);
    return this.#replies.join(' ') || (this.#replies.length > 0 ? '' : undefined);
  }

  raw(text: string): void {
    this.session.receive(toBytes(text));
  }

  /** A register of a `p` packet. */
  register(number: number): bigint {
    const hex = this.say(`p${number.toString(16)}`)!;
    return BigInt(`0x${hex.match(/../g)!.reverse().join('')}`);
  }
}
