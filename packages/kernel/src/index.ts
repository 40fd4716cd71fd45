export { ADDRESS_MAP } from './address-map.js';
export { Kernel, type KernelOptions } from './kernel.js';
export { linkKernel, type KernelImage, type McountRecord } from './kernel-image.js';
export * from './layout/index.js';
export {
  data, perCpuData, routine, traceable, type DataObject, type Parts, type Routine, type Series, type Variant,
} from './routine.js';
