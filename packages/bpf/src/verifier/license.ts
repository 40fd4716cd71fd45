/** license_is_gpl_compatible() (linux/license.h). */
const COMPATIBLE: ReadonlySet<string> = new Set([
  'GPL',
  'GPL v2',
  'GPL and additional rights',
  'Dual BSD/GPL',
  'Dual MIT/GPL',
  'Dual MPL/GPL',
]);

export const isGplCompatible = (license: string | undefined): boolean =>
  license !== undefined && COMPATIBLE.has(license);
