import type { Parts } from './routine.js';
import { bhbVectors, plainVectors } from './routines/spectre-bhb.js';
import { noSsbd, ssbdCheck } from './routines/spectre-v4.js';

/**
 * What the kernel does against speculation, given firmware that offers the calls: nothing, as on a stock Raspberry Pi 4;
 * the branch history loop of Spectre-BHB; and the check for speculative store bypassing as well, as with Arm Trusted Firmware.
 */
export const MITIGATIONS = ['none', 'bhb', 'bhb+ssbd'] as const;
export type Mitigations = (typeof MITIGATIONS)[number];

/** The parts that mitigations are a choice of. How much a mitigation does depends on the core, by name. */
export function mitigationParts(mitigations: Mitigations, core: string): Parts[] {
  switch (mitigations) {
    case 'none':
      return [plainVectors, noSsbd];
    case 'bhb':
      return [bhbVectors(core), noSsbd];
    case 'bhb+ssbd':
      return [bhbVectors(core), ssbdCheck];
  }
}
