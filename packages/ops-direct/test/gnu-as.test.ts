import { assemble } from '@tracelab/arm64-machine';
import { ftraceRegs } from '@tracelab/ftrace-regs';
import { sources } from '@tracelab/kernel';
import { testAgainstGnuAs } from '@tracelab/testing';
import { ftraceCoreParts, opsDirect } from '../src/index.js';
import { combinations } from './tracing-kernel.js';

// Each series expands the other's macros.
testAgainstGnuAs(
  assemble,
  combinations.flatMap(({ regs, ops }) =>
    sources([ftraceCoreParts, opsDirect[ops], ftraceRegs[regs]]).map(({ name, source }) => ({
      name: `${name}, ftrace-regs ${regs}, ops-direct ${ops}`,
      source,
    }))),
);
