import { assemble } from '@tracelab/arm64-machine';
import { sources } from '@tracelab/kernel';
import { testAgainstGnuAs } from '@tracelab/testing';
import { kprobeHelperParts, kprobeParts } from '../src/index.js';

testAgainstGnuAs(assemble, sources([kprobeParts, kprobeHelperParts]));
