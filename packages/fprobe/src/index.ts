export { Fprobe } from './fprobe.js';
export { keepArguments, type KeepArguments, type Kept } from './keep-arguments.js';
export { Fprobe as FprobeLayout, FPROBE_DISABLED, FPROBE_KPROBE_SHARED, FprobeRethookNode } from './layout.js';
export { skipHookPathLengths } from './path-lengths.js';
export { registerFprobe, registerFprobeIps, registerFprobeSyms, type FprobeHandlers } from './register-fprobe.js';
export { alwaysHook, fprobe, handlerVariant, HOOKS, kprobeSharedParts, skipHook, type HandlerChoice } from './series.js';
export { FPROBE_CALLBACKS, StepwiseFprobe, type FprobeOptions } from './stepwise-fprobe.js';
