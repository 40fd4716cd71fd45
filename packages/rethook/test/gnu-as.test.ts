import { assemble } from '@tracelab/arm64-machine';
import { sources } from '@tracelab/kernel';
import { testAgainstGnuAs } from '@tracelab/testing';
import { perCpuFreelist, rethook, withReturnRegisters } from '../src/index.js';

testAgainstGnuAs(
  assemble,
  [rethook.off, rethook.on, perCpuFreelist, withReturnRegisters(rethook.on, 'result')].flatMap((variant) => sources([variant]).map(({ name, source }) => ({ name: `${name}, ${variant.id}`, source }))),
);
