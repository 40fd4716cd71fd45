export { ATTACH, parseSectionName, type Attachment, type AttachType, type SectionName } from './attach.js';
export type { GlobalVariable } from './data-maps.js';
export type { KernelConfig, KernelTarget } from './kernel-target.js';
export { readObject, type BpfObject, type BpfProgram } from './object.js';
export type { LineInfo, ProgramFunction } from './programs.js';
