import { BpfProg } from './layout.js';

// What kernel/trace/bpf_trace.c inlines around programs of kprobes and their like. bpf_prog_active is @tracelab/kprobe's.

/** __this_cpu_inc_return(bpf_prog_active): its address to `counter`, the result to W0. */
export const progActiveInc = (counter: string): string => `        adrp    ${counter}, bpf_prog_active
        add     ${counter}, ${counter}, :lo12:bpf_prog_active
        mrs     x1, tpidr_el1
        ldr     w0, [${counter}, x1]
        add     w0, w0, #1
        str     w0, [${counter}, x1]`;

/** __this_cpu_dec(bpf_prog_active), of which {@link progActiveInc} has left the address. */
export const progActiveDec = (counter: string): string => `        mrs     x1, tpidr_el1
        ldr     w0, [${counter}, x1]
        sub     w0, w0, #1
        str     w0, [${counter}, x1]`;

/** bpf_prog_run(): X0 = program; what it returns in W0. */
export const bpfProgRun = (context: string): string => `        nop                                             // static branch: bpf_stats_enabled_key
        ldr     x2, [x0, #${BpfProg.bpfFunc}]
        add     x1, x0, #${BpfProg.insnsi}
        mov     x0, ${context}
        blr     x2`;
