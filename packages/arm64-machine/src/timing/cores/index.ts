import type { Core } from '../core.js';
import { cortexA72 } from './cortex-a72.js';

/** Core models by name. */
export const cores: Readonly<Record<string, Core>> = { [cortexA72.name]: cortexA72 };
