export { AddressSpace } from './address-space.js';
export { LinuxProcess, type Ending, type LinuxProcessOptions } from './process.js';
export { signalName } from './signal.js';
export { systemCalls } from './system-calls/index.js';
