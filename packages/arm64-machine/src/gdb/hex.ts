/** Byte strings: one character per byte, as packets are handled. */
export function toBytes(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

export function hexOfBytes(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export function hexOfText(text: string): string {
  return hexOfBytes(new TextEncoder().encode(text));
}

/** Undefined where the text is not pairs of hex digits. */
export function bytesOfHex(text: string): Uint8Array | undefined {
  if (text.length % 2 !== 0 || !/^[\da-f]*$/i.test(text)) return undefined;
  return Uint8Array.from({ length: text.length / 2 }, (_, i) => parseInt(text.slice(2 * i, 2 * i + 2), 16));
}

/** A register's value in target byte order: little-endian, `bits` / 8 bytes. */
export function hexOfValue(value: bigint, bits: number): string {
  return hexOfBytes(Uint8Array.from({ length: bits / 8 }, (_, i) => Number((value >> BigInt(8 * i)) & 0xffn)));
}

export function valueOfBytes(bytes: Uint8Array): bigint {
  return bytes.reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n);
}

/** A number as packets write it, of at most 64 bits; undefined for anything else. */
export function numberOfHex(text: string | undefined): bigint | undefined {
  return text !== undefined && /^[\da-f]{1,16}$/i.test(text) ? BigInt(`0x${text}`) : undefined;
}
