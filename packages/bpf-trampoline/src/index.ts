export { attachDirect } from './attach-direct.js';
export { attachFprobe, type FprobeInvokerOptions } from './attach-fprobe.js';
export { trampolineText, type TrampolineProgram, type TrampolineSpec } from './direct-image.js';
export * from './layout.js';
export type { Attachment, TracedFunction, TracingLink, TrampolineKind } from './link.js';
export { bpfTrampolineParts } from './parts.js';
export { directPathLengths, enterExitPathLengths, fprobeCallbackPathLengths } from './path-lengths.js';
