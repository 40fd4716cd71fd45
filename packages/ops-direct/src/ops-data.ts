import { asm } from '@tracelab/arm64-machine';
import { data, type DataObject } from '@tracelab/kernel';
import { OPS } from './flags.js';
import { FtraceHash, FtraceOps } from './ops.js';

/** An ftrace_ops of the core's own, passed over by whoever walks the list. */
export function stubOps(name: string, func: string): DataObject {
  const afterFlags = FtraceOps.flags.offset + FtraceOps.flags.size;
  const afterHash = FtraceOps.funcHash.offset + FtraceOps.funcHash.size;
  return data(
    name,
    asm`
	.quad	${func}
	.quad	0
	.quad	${OPS.stub | OPS.initialized}
	.zero	${FtraceOps.funcHash.offset - afterFlags}
	.quad	${name} + ${FtraceOps.localHash}
	.zero	${FtraceOps.structSize - afterHash}
`,
  );
}

/** The hash of an ops that filters nothing: one bucket, and it is empty. */
const emptyHash = data(
  'empty_hash',
  asm`
	.quad	0, empty_buckets, 0, 0
	.zero	${FtraceHash.rcu.size}
`,
);
const emptyBuckets = data('empty_buckets', '\t.quad\t0\n');

/** The registered ops, newest first, ended by ftrace_list_end. */
const opsList = data('ftrace_ops_list', '\t.quad\tftrace_list_end\n');

export const coreData: readonly DataObject[] = [
  opsList,
  stubOps('ftrace_list_end', 'ftrace_stub'),
  emptyHash,
  emptyBuckets,
];
