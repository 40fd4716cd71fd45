import { assemble } from '@tracelab/arm64-machine';
import { sources } from '@tracelab/kernel';
import { testAgainstGnuAs } from '@tracelab/testing';
import { fprobe } from '../src/index.js';

testAgainstGnuAs(
  assemble,
  [fprobe.off, fprobe.on].flatMap((variant) => sources([variant]).map(({ name, source }) => ({ name: `${name}, ${variant.id}`, source }))),
);
