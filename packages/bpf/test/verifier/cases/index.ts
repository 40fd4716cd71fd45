import type { Accepted, Refused } from '../world.js';
import * as context from './context.js';
import * as control from './control.js';
import * as functions from './functions.js';
import * as helpers from './helpers.js';
import * as mapValues from './map-values.js';
import * as numbers from './numbers.js';
import * as resources from './resources.js';
import * as stack from './stack.js';

export const TOPICS: readonly (readonly [
  string,
  { readonly refused: readonly Refused[]; readonly accepted: readonly Accepted[] },
])[] = [
  ['control', control],
  ['numbers', numbers],
  ['stack', stack],
  ['map values', mapValues],
  ['context', context],
  ['helpers', helpers],
  ['resources', resources],
  ['functions', functions],
];
