/** What `.section name` means without flags: those of the well-known sections, as in GNU as; others are not loaded. */
export function sectionDefaults(name: string): { flags: string; nobits: boolean } {
  const isA = (base: string): boolean => name === base || name.startsWith(`${base}.`);
  if (isA('.bss')) return { flags: 'aw', nobits: true };
  if (isA('.text') || name === '.init' || name === '.fini') return { flags: 'ax', nobits: false };
  if (isA('.data') || name === '.init_array' || name === '.fini_array') return { flags: 'aw', nobits: false };
  return { flags: isA('.rodata') ? 'a' : '', nobits: false };
}
