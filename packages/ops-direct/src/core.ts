import type { Parts } from '@tracelab/kernel';
import { hashContainsIp } from './hash-contains-ip.js';
import { coreData } from './ops-data.js';
import { assistFunc, listFunc, stub } from './ops-functions.js';

/** The ftrace core that every image has: both variants of the series, and both of `ftrace-regs`, stand on it. */
export const ftraceCoreParts: Parts = {
  routines: [stub, listFunc, hashContainsIp, assistFunc],
  data: coreData,
};
