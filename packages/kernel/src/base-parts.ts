import { debugData } from './data/debug-hooks.js';
import { perCpuVariables } from './data/per-cpu.js';
import { pidData } from './data/pids.js';
import { taskData } from './data/tasks.js';
import { initialiser } from './data/initialiser.js';
import { SecurityHookHeads } from './layout/index.js';
import { mitigationParts, type Mitigations } from './mitigations.js';
import { data, routinesIn, type Parts } from './routine.js';
import * as contextTracking from './routines/context-tracking.js';
import * as debugMonitors from './routines/debug-monitors.js';
import * as el0Svc from './routines/el0-svc.js';
import * as el1Debug from './routines/el1-debug.js';
import * as getpgid from './routines/getpgid.js';
import * as getppid from './routines/getppid.js';
import * as idr from './routines/idr.js';
import * as kernelEntry from './routines/kernel-entry.js';
import * as migrate from './routines/migrate.js';
import * as pid from './routines/pid.js';
import * as rcu from './routines/rcu.js';
import { doEl0Svc, el0SvcCommon, invokeSyscall, sysCallTable, sysNiSyscall } from './routines/syscall.js';
import { testRunTargets } from './routines/test-run.js';
import { unreached } from './routines/unreached.js';
import { ventryMacro, vectors } from './routines/vectors.js';

/** In the order that they are linked: entry code, then C by directory. */
const commonParts: Parts = {
  macros: ventryMacro,
  routines: [
    vectors,
    ...routinesIn(kernelEntry),
    ...routinesIn(el0Svc),
    ...routinesIn(el1Debug),
    doEl0Svc,
    el0SvcCommon,
    invokeSyscall,
    sysNiSyscall,
    ...routinesIn(debugMonitors),
    ...routinesIn(getpgid),
    ...routinesIn(pid),
    ...routinesIn(idr),
    ...routinesIn(rcu),
    ...routinesIn(contextTracking),
    ...routinesIn(migrate),
    ...testRunTargets,
    ...unreached,
    ...routinesIn(getppid),
  ],
  data: [
    ...taskData,
    ...pidData,
    ...debugData,
    ...perCpuVariables,
    sysCallTable,
    data('security_hook_heads', initialiser(SecurityHookHeads, {})),
  ],
};

/** The kernel that every series patches. */
export function kernelParts(mitigations: Mitigations, core: string): Parts {
  const parts = [commonParts, ...mitigationParts(mitigations, core)];
  return {
    macros: parts.map(({ macros = '' }) => macros).join('\n'),
    routines: parts.flatMap(({ routines = [] }) => routines),
    data: parts.flatMap(({ data: objects = [] }) => objects),
  };
}

/** The same without mitigations, as the measurements of 2022 ran on it. */
export const baseParts = kernelParts('none', '');
