export type { ObjectCode, ObjectRelocation, ObjectSection, ObjectSymbol, SymbolKind } from './object-code.js';
export type { Image, RelocationSite, Segment } from './image.js';
export { link, type Layout, type LayoutSection } from './link.js';
export { linkAt, type Linked } from './link-at.js';
export { LinkError } from './link-error.js';
export { SymbolTable, type SymbolEntry } from './symbol-table.js';
export * from './elf/index.js';
