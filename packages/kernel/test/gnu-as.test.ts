import { assemble } from '@tracelab/arm64-machine';
import { testAgainstGnuAs } from '@tracelab/testing';
import { baseLoop, baseParts, sources, tracedLoop } from '../src/index.js';

testAgainstGnuAs(assemble, [
  ...sources([baseParts]),
  { name: 'the base loop', source: baseLoop.text },
  { name: 'the traced loop', source: tracedLoop.text },
]);
