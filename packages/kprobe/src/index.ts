export * from './layout/index.js';
export { kprobeBlacklist } from './blacklist.js';
export { registerBreakHooks } from './break-hooks.js';
export { BRK64_OPCODE_KPROBES, BRK64_OPCODE_KPROBES_SS, SLOT_SIZE } from './insn-page.js';
export { findKprobe } from './kprobe-table.js';
export { kprobeParts } from './parts.js';
export { kprobePathLengths } from './path-lengths.js';
export { whyNotInSlot } from './probed-instruction.js';
export { registerKprobe, type KprobeLink, type KprobeRequest } from './register-kprobe.js';
