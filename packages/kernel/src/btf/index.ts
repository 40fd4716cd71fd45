import type { TypeDeclarations } from './declare.js';
import { functions } from './functions.js';
import { layouts } from './layouts.js';
import { types } from './types.js';
import { perCpuVariables, variables } from './variables.js';

export { kernelConfig } from './config.js';
export { COVERED, declare, type LayoutDeclaration, type TypeDeclarations } from './declare.js';

/** What this kernel's structures, functions and variables are in C. */
export const kernelTypes: TypeDeclarations = { types, layouts, functions, variables, perCpuVariables };
