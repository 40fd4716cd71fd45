import { s32, struct, u16 } from '@tracelab/arm64-machine';

/** arch/arm64/include/asm/extable.h: places are distances from the member that holds them. */
export const ExceptionTableEntry = struct('exception_table_entry', { insn: s32, fixup: s32, type: u16, data: u16 });

/** How an entry is acted on: a BPF load's destination becomes 0; a kernel access's error register becomes -EFAULT. */
export const EX_TYPE = { none: 0, bpf: 1, uaccessErrZero: 2, kaccessErrZero: 3 } as const;
