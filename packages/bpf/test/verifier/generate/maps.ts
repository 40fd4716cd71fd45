/** Maps that generated programs use. */
export const GENERATED_MAPS = [
  { name: 'state', type: 'array', keySize: 4, valueSize: 64, maxEntries: 1, flags: 0 },
  { name: 'counts', type: 'array', keySize: 4, valueSize: 16, maxEntries: 4, flags: 0 },
  { name: 'table', type: 'hash', keySize: 8, valueSize: 16, maxEntries: 8, flags: 0 },
  { name: 'ring', type: 'ringbuf', keySize: 0, valueSize: 0, maxEntries: 4096, flags: 0 },
] as const;
