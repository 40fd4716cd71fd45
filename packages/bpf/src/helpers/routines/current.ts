import { asm } from '@tracelab/arm64-machine';
import { TaskStruct, traceable } from '@tracelab/kernel';
import { BpfTrampRunCtx } from '../../layout.js';
import { Cred } from '../layout.js';

// kernel/bpf/helpers.c, kernel/trace/bpf_trace.c: what there is to know of the task that runs.

export const bpfGetCurrentPidTgid = traceable('bpf_get_current_pid_tgid', asm`
        mrs     x0, sp_el0
        cbz     x0, 1f
        ldr     w1, [x0, #${TaskStruct.pid}]
        ldr     w0, [x0, #${TaskStruct.tgid}]
        orr     x0, x1, x0, lsl #32
        ret
1:      mov     x0, #-22                                // -EINVAL
        ret
`);

/** from_kuid() and from_kgid() of the first user namespace: the numbers as they are. */
export const bpfGetCurrentUidGid = traceable('bpf_get_current_uid_gid', asm`
        mrs     x0, sp_el0
        cbz     x0, 1f
        ldr     x0, [x0, #${TaskStruct.cred}]
        ldp     w1, w0, [x0, #${Cred.uid}]              // uid, gid
        orr     x0, x1, x0, lsl #32
        ret
1:      mov     x0, #-22                                // -EINVAL
        ret
`);

const current = asm`
        mrs     x0, sp_el0
        ret
`;
export const bpfGetCurrentTask = traceable('bpf_get_current_task', current);
export const bpfGetCurrentTaskBtf = traceable('bpf_get_current_task_btf', current);

/** Whoever runs a program keeps the cookie first in its context (kernel-paths.md 6.4). */
const cookie = asm`
        mrs     x0, sp_el0
        ldr     x0, [x0, #${TaskStruct.bpfCtx}]
        ldr     x0, [x0, #${BpfTrampRunCtx.bpfCookie}]
        ret
`;
export const bpfGetAttachCookieTracing = traceable('bpf_get_attach_cookie_tracing', cookie);
export const bpfGetAttachCookieTrace = traceable('bpf_get_attach_cookie_trace', cookie);
