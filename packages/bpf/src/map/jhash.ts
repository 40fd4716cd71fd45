const rotate = (word: number, by: number): number => (word << by) | (word >>> (32 - by));

/** Bob Jenkins' lookup3 as linux/jhash.h seeds it, of the bytes of a key. */
export function jhash(key: Uint8Array, seed: number): number {
  let a = (0xdeadbeef + key.length + seed) | 0;
  let [b, c] = [a, a];
  const word = (at: number): number => {
    let value = 0;
    for (let i = Math.min(3, key.length - at - 1); i >= 0; i--) value = (value << 8) | key[at + i]!;
    return value;
  };
  let at = 0;
  for (; key.length - at > 12; at += 12) {
    [a, b, c] = [a + word(at), b + word(at + 4), c + word(at + 8)];
    // Six times the same step, the three words changing places.
    for (const by of [4, 6, 8, 16, 19, 4]) {
      const mixed = (a - c) ^ rotate(c, by);
      [a, b, c] = [b, (c + b) | 0, mixed];
    }
  }
  if (key.length - at === 0) return c >>> 0;
  [a, b, c] = [(a + word(at)) | 0, (b + word(at + 4)) | 0, (c + word(at + 8)) | 0];
  c = ((c ^ b) - rotate(b, 14)) | 0;
  a = ((a ^ c) - rotate(c, 11)) | 0;
  b = ((b ^ a) - rotate(a, 25)) | 0;
  c = ((c ^ b) - rotate(b, 16)) | 0;
  a = ((a ^ c) - rotate(c, 4)) | 0;
  b = ((b ^ a) - rotate(a, 14)) | 0;
  c = ((c ^ b) - rotate(b, 24)) | 0;
  return c >>> 0;
}
