import { abortParts, data, initialiser, laterTestRunTargets, libParts, perCpuData, routinesIn, type Parts } from '@tracelab/kernel';
import { Cred, RndState, TkFast, TkRead } from './helpers/layout.js';
import * as bstrPrintf from './helpers/routines/bstr-printf.js';
import * as current from './helpers/routines/current.js';
import * as getStack from './helpers/routines/get-stack.js';
import * as loop from './helpers/routines/loop.js';
import * as number from './helpers/routines/number.js';
import * as perCpuPtr from './helpers/routines/per-cpu-ptr.js';
import * as probeRead from './helpers/routines/probe-read.js';
import * as random from './helpers/routines/random.js';
import * as spinLock from './helpers/routines/spin-lock.js';
import * as stringNocheck from './helpers/routines/string-nocheck.js';
import * as string from './helpers/routines/string.js';
import * as task from './helpers/routines/task.js';
import * as time from './helpers/routines/time.js';
import * as traceEvent from './helpers/routines/trace-event.js';
import * as tracePrintk from './helpers/routines/trace-printk.js';
import { BpfTree } from './layout.js';
import { NR_CPUS } from './load/boot.js';
import * as ksym from './load/routines/ksym.js';
import { PerfCallchainEntry } from './map/layout.js';
import { mapOps } from './map/ops.js';
import * as array from './map/routines/array.js';
import * as bpfLruFree from './map/routines/bpf-lru-free.js';
import * as bpfLruMove from './map/routines/bpf-lru-move.js';
import * as bpfLruRotate from './map/routines/bpf-lru-rotate.js';
import * as bpfLruShrink from './map/routines/bpf-lru-shrink.js';
import * as htabAlloc from './map/routines/htab-alloc.js';
import * as htabDelete from './map/routines/htab-delete.js';
import * as htabForEach from './map/routines/htab-for-each.js';
import * as htabLock from './map/routines/htab-lock.js';
import * as htabLookup from './map/routines/htab-lookup.js';
import * as htabLruDeleteNode from './map/routines/htab-lru-delete-node.js';
import * as htabLruDelete from './map/routines/htab-lru-delete.js';
import * as htabLruUpdate from './map/routines/htab-lru-update.js';
import * as htabPercpu from './map/routines/htab-percpu.js';
import * as htabUpdate from './map/routines/htab-update.js';
import * as irqWork from './map/routines/irq-work.js';
import * as jhash from './map/routines/jhash.js';
import * as mapOperations from './map/routines/map-ops.js';
import * as mapValue from './map/routines/map-value.js';
import * as pcpuFreelist from './map/routines/pcpu-freelist.js';
import * as ringbuf from './map/routines/ringbuf.js';
import * as stackmap from './map/routines/stackmap.js';

/** Of vsnprintf() for trace_printk. */
const TRACE_PRINTK_TEXT = 1024;
/** Nanoseconds per tick of the 54 MHz counter, as a fraction of 2^24. */
const SHIFT = 24;
const MULT = Math.round((1e9 * 2 ** SHIFT) / 54e6);
/** HZ=250: five minutes before the 32-bit count wraps. Nothing here ticks. */
const INITIAL_JIFFIES = 2 ** 32 - 300 * 250;

const tkRead = initialiser(TkRead, { mask: (1n << 56n) - 1n, mult: MULT, shift: SHIFT });

/**
 * Maps, helpers and the tables behind faulting loads: a kernel that is to run programs with more than global variables is
 * linked with this. Linux has it in every kernel; here it stands apart, so that those that need none of it keep their layout.
 */
export const bpfParts: Parts = {
  routines: [
    ...(abortParts.routines ?? []),
    ...(libParts.routines ?? []),
    ...laterTestRunTargets,
    ...[
      ksym, jhash, pcpuFreelist, mapValue, mapOperations, array, htabLock, htabLookup, htabAlloc, htabDelete, htabUpdate, htabPercpu,
      bpfLruFree, htabLruDeleteNode, bpfLruRotate, bpfLruShrink, bpfLruMove, htabLruDelete, htabLruUpdate, htabForEach, irqWork, ringbuf,
      stackmap, getStack, loop, time, random, string, task, current, perCpuPtr, probeRead, spinLock, bstrPrintf, number, stringNocheck,
      traceEvent, tracePrintk,
    ].flatMap(routinesIn),
  ],
  data: [
    ...(abortParts.data ?? []),
    ...mapOps,
    data('__per_cpu_offset', `.zero ${8 * NR_CPUS}`),
    data('nr_cpu_ids', '.word 1', 4),
    data('tk_fast_mono', initialiser(TkFast, { base: `${tkRead}\n${tkRead}` })),
    data('offs_boot', '.quad 0', 8),
    data('jiffies_64', `.quad ${INITIAL_JIFFIES}`, 8),
    data('init_cred', initialiser(Cred, { usage: 1 })),
    data('bpf_tree', initialiser(BpfTree, {})),
    data('bpf_trace_buffer', '.quad 0', 8),
    data('bpf_trace_lost', '.quad 0', 8),
    data('trace_printk_lock', '.word 0', 4),
    data('trace_printk_text', `.zero ${TRACE_PRINTK_TEXT}`),
    perCpuData('cpu_number', '.word 0', 4),
    perCpuData('irqsave_flags', '.quad 0'),
    perCpuData('bpf_user_rnd_state', initialiser(RndState, {}), 16),
    perCpuData('bpf_callchain', initialiser(PerfCallchainEntry, {}), 64),
  ],
};
