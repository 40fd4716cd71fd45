import { assemble } from '@tracelab/arm64-machine';
import { ftraceRegs } from '@tracelab/ftrace-regs';
import { sources } from '@tracelab/kernel';
import { testAgainstGnuAs } from '@tracelab/testing';
import { ftraceCoreParts } from '../src/index.js';
import { combinations, variantNamed } from './tracing-kernel.js';

// Each series expands the other's macros.
const all = combinations.flatMap(({ regs, ops }) =>
  sources([ftraceCoreParts, variantNamed(ops), ftraceRegs[regs]]).map(({ name, source }) => ({
    name: `${name}, ftrace-regs ${regs}, ${ops}`,
    source,
  })));

testAgainstGnuAs(assemble, [...new Map(all.map((one) => [one.source, one])).values()]);
