export { ATTACH_TYPES, type Attachment, type AttachType } from './attach.js';
export type { GlobalVariable } from './data-maps.js';
export { readObject, type BpfObject, type BpfProgram } from './object.js';
