export { keepArguments, type KeepArguments, type Kept } from './keep-arguments.js';
export { Fprobe, type FprobeOptions } from './fprobe.js';
export { Fprobe as FprobeLayout, FPROBE_DISABLED, FprobeRethookNode } from './layout.js';
export { skipHookPathLengths } from './path-lengths.js';
export { alwaysHook, fprobe, handlerVariant, HOOKS, kprobeSharedParts, skipHook, type HandlerChoice } from './series.js';
