import { data, initialiser, perCpuData, type Parts } from '@tracelab/kernel';
import { breakHooks } from './break-hooks.js';
import { Kprobe, KprobeCtlblk, KprobeTable, RcuCblist } from './layout/index.js';
import { aggrPostHandler, aggrPreHandler, kprobesIncNmissedCount } from './routines/aggr-handlers.js';
import { bpfGetFuncIpKprobe } from './routines/bpf-get-func-ip-kprobe.js';
import { getKprobe } from './routines/get-kprobe.js';
import { kprobeBreakpointHandler } from './routines/kprobe-breakpoint-handler.js';
import { kprobeBreakpointSsHandler } from './routines/kprobe-breakpoint-ss-handler.js';
import { kprobeDispatcher } from './routines/kprobe-dispatcher.js';
import { kprobePerfFunc } from './routines/kprobe-perf-func.js';
import { kretprobeDispatcher, kretprobePerfFunc } from './routines/kretprobe-dispatcher.js';
import { callRcu, freeRpInstRcu, kretprobeTrampolineHandler } from './routines/kretprobe-trampoline-handler.js';
import { kprobeBusyBegin, kprobeBusyEnd, kretprobeTrampoline, trampolineProbeHandler } from './routines/kretprobe-trampoline.js';
import { postKprobeHandler } from './routines/post-kprobe-handler.js';
import { preHandlerKretprobe } from './routines/pre-handler-kretprobe.js';
import { aarch32OpcodeCondChecks, simulations } from './routines/simulate/index.js';
import { traceCallBpf } from './routines/trace-call-bpf.js';

/** What the kernel image needs for kprobes and kretprobes with BPF programs. */
export const kprobeParts: Parts = {
  routines: [
    kprobeBreakpointHandler,
    getKprobe,
    kprobeDispatcher,
    kprobePerfFunc,
    traceCallBpf,
    kprobeBreakpointSsHandler,
    postKprobeHandler,
    aggrPreHandler,
    aggrPostHandler,
    kprobesIncNmissedCount,
    ...simulations,
    preHandlerKretprobe,
    kretprobeTrampoline,
    trampolineProbeHandler,
    kprobeBusyBegin,
    kprobeBusyEnd,
    kretprobeTrampolineHandler,
    kretprobeDispatcher,
    kretprobePerfFunc,
    callRcu,
    freeRpInstRcu,
  ],
  data: [
    data('kprobe_table', `.zero ${KprobeTable.structSize}`),
    perCpuData('current_kprobe', '.quad 0'),
    perCpuData('kprobe_ctlblk', `.zero ${KprobeCtlblk.structSize}`),
    perCpuData('bpf_prog_active', '.word 0', 4),
    ...breakHooks,
    perCpuData('kprobe_instance', '.quad 0'),
    perCpuData('rcu_data_cblist', `.zero ${RcuCblist.structSize}`),
    data('kprobe_busy', initialiser(Kprobe, { addr: 'get_kprobe' }), 16),
    aarch32OpcodeCondChecks,
  ],
};

/** What programs on kprobes call: linked beside @tracelab/bpf's helpers, in kernels that have those. */
export const kprobeHelperParts: Parts = { routines: [bpfGetFuncIpKprobe] };
