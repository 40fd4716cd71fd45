import { toBytes } from './hex.js';

/** Characters between `$` and `#` that we accept: PacketSize of qSupported. */
export const PACKET_SIZE = 0x4000;

const INTERRUPT = '\x03';

/** What a peer may send: a packet's payload with escapes and run-length encoding undone, or one of the bytes around packets. */
export type Incoming =
  | { readonly kind: 'packet'; readonly payload: string }
  | { readonly kind: 'ack' | 'nack' | 'interrupt' }
  /** The checksum is wrong, or the packet too long: to be sent again. */
  | { readonly kind: 'corrupt' };

/**
 * Takes the remote protocol's framing apart (GDB manual, E.1): `$payload#checksum`, whatever pieces it arrives in.
 * What fits nowhere is skipped.
 */
export class PacketReader {
  #state: 'idle' | 'payload' | 'checksum' = 'idle';
  #payload = '';
  #checksum = '';

  *feed(bytes: Uint8Array): Generator<Incoming> {
    for (const byte of bytes) {
      const incoming = this.#take(String.fromCharCode(byte));
      if (incoming) yield incoming;
    }
  }

  #take(character: string): Incoming | undefined {
    switch (this.#state) {
      case 'idle':
        if (character === '$') this.#begin();
        else if (character === '+') return { kind: 'ack' };
        else if (character === '-') return { kind: 'nack' };
        else if (character === INTERRUPT) return { kind: 'interrupt' };
        return undefined;
      case 'payload':
        if (character === '$') this.#begin(); // the end of the packet before was lost
        else if (character === '#') this.#state = 'checksum';
        else if (this.#payload.length < PACKET_SIZE) this.#payload += character;
        else {
          this.#state = 'idle';
          return { kind: 'corrupt' };
        }
        return undefined;
      case 'checksum':
        this.#checksum += character;
        return this.#checksum.length === 2 ? this.#end() : undefined;
    }
  }

  #begin(): void {
    this.#state = 'payload';
    this.#payload = '';
    this.#checksum = '';
  }

  #end(): Incoming {
    this.#state = 'idle';
    if (this.#checksum.toLowerCase() !== checksum(this.#payload)) return { kind: 'corrupt' };
    return { kind: 'packet', payload: decode(this.#payload) };
  }
}

/** A payload (one character per byte) as it goes over the wire: escaped, run-length encoded, with its checksum. */
export function packet(payload: string): Uint8Array {
  const body = payload
    .replaceAll(/[#$*}]/g, (special) => `}${toggle(special)}`)
    .replaceAll(/([^}#$*])(?<!\}[^])\1{3,93}/g, runLength);
  return toBytes(`$${body}#${checksum(body)}`);
}

function decode(body: string): string {
  return body.replaceAll(/(?:\}([^])|([^]))(?:\*([^]))?/g, (_, escaped?: string, plain?: string, count?: string) => {
    const character = escaped === undefined ? plain! : toggle(escaped);
    return character.repeat(count === undefined ? 1 : 1 + Math.max(count.charCodeAt(0) - 29, 0));
  });
}

/** `*` and how many more there are, plus 29; counts of `#` and `$` cannot be said and are split. */
function runLength(run: string, character: string): string {
  const repeats = run.length - 1;
  const said = repeats === 6 || repeats === 7 ? 5 : repeats;
  return `${character}*${String.fromCharCode(29 + said)}${character.repeat(repeats - said)}`;
}

function toggle(character: string): string {
  return String.fromCharCode(character.charCodeAt(0) ^ 0x20);
}

function checksum(body: string): string {
  let sum = 0;
  for (let i = 0; i < body.length; i++) sum += body.charCodeAt(i);
  return (sum & 0xff).toString(16).padStart(2, '0');
}
