import type { Core } from '../core.js';
import { cortexA53 } from './cortex-a53.js';
import { cortexA72 } from './cortex-a72.js';
import { firestorm } from './firestorm.js';
import { neoverseN1 } from './neoverse-n1.js';

/** Core models by name. */
export const cores: Readonly<Record<string, Core>> = Object.fromEntries(
  [cortexA72, cortexA53, neoverseN1, firestorm].map((core) => [core.name, core]),
);
