// What stands below C: the process's start, system calls, setjmp, and the switch between contexts.
        .text
        .globl  _start, syscall, setjmp, longjmp, switch_context, enter_context

        .type   _start, %function
_start: ldr     x0, [sp]                // argc
        add     x1, sp, #8              // argv
        add     x2, x1, x0, lsl #3
        add     x2, x2, #8              // envp, behind argv's NULL
        mov     x29, #0                 // the outermost frame
        mov     x30, #0
        bl      main
        mov     x8, #94                 // exit_group
        svc     #0
        .size   _start, . - _start

// long syscall(long number, long, long, long, long, long, long)
        .type   syscall, %function
syscall:
        mov     x8, x0
        mov     x0, x1
        mov     x1, x2
        mov     x2, x3
        mov     x3, x4
        mov     x4, x5
        mov     x5, x6
        svc     #0
        ret
        .size   syscall, . - syscall

// int setjmp(jmp_buf): x19-x30 and sp, the registers that AAPCS64 has callees keep
        .type   setjmp, %function
setjmp: stp     x19, x20, [x0]
        stp     x21, x22, [x0, #16]
        stp     x23, x24, [x0, #32]
        stp     x25, x26, [x0, #48]
        stp     x27, x28, [x0, #64]
        stp     x29, x30, [x0, #80]
        mov     x1, sp
        str     x1, [x0, #96]
        mov     x0, #0
        ret
        .size   setjmp, . - setjmp

// void longjmp(jmp_buf, int value)
        .type   longjmp, %function
longjmp:
        ldp     x19, x20, [x0]
        ldp     x21, x22, [x0, #16]
        ldp     x23, x24, [x0, #32]
        ldp     x25, x26, [x0, #48]
        ldp     x27, x28, [x0, #64]
        ldp     x29, x30, [x0, #80]
        ldr     x2, [x0, #96]
        mov     sp, x2
        cmp     w1, #0
        csinc   w0, w1, wzr, ne
        ret
        .size   longjmp, . - longjmp

// void switch_context(jmp_buf from, jmp_buf to)
        .type   switch_context, %function
switch_context:
        stp     x29, x30, [sp, #-32]!
        mov     x29, sp
        str     x1, [sp, #16]
        bl      setjmp
        cbnz    w0, 1f
        ldr     x0, [sp, #16]
        mov     w1, #1
        bl      longjmp
1:      ldp     x29, x30, [sp], #32
        ret
        .size   switch_context, . - switch_context

// Where a new context begins: x19 is its function, x20 the argument.
        .type   enter_context, %function
enter_context:
        mov     x0, x20
        blr     x19
        brk     #1                      // a context's function does not return
        .size   enter_context, . - enter_context
        .section .note.GNU-stack, "", %progbits
