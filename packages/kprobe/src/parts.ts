import { data, perCpuData, type Parts } from '@tracelab/kernel';
import { breakHooks } from './break-hooks.js';
import { KprobeCtlblk, KprobeTable } from './layout/index.js';
import { getKprobe } from './routines/get-kprobe.js';
import { kprobeBreakpointHandler } from './routines/kprobe-breakpoint-handler.js';
import { kprobeBreakpointSsHandler } from './routines/kprobe-breakpoint-ss-handler.js';
import { kprobeDispatcher } from './routines/kprobe-dispatcher.js';
import { kprobePerfFunc } from './routines/kprobe-perf-func.js';
import { postKprobeHandler } from './routines/post-kprobe-handler.js';
import { traceCallBpf } from './routines/trace-call-bpf.js';

/** What the kernel image needs for kprobes with BPF programs. */
export const kprobeParts: Parts = {
  routines: [
    kprobeBreakpointHandler,
    getKprobe,
    kprobeDispatcher,
    kprobePerfFunc,
    traceCallBpf,
    kprobeBreakpointSsHandler,
    postKprobeHandler,
  ],
  data: [
    data('kprobe_table', `.zero ${KprobeTable.structSize}`),
    perCpuData('current_kprobe', '.quad 0'),
    perCpuData('kprobe_ctlblk', `.zero ${KprobeCtlblk.structSize}`),
    perCpuData('bpf_prog_active', '.word 0', 4),
    ...breakHooks,
  ],
};
