// Runs one instruction sequence after another under qemu-aarch64, for comparison with the machine.
//
// Standard input: records of 512 bytes: 16 instruction words, NZCV, where to look in memory, TPIDR_EL0, FPCR, X0..X30 and SP, V0..V3,
// padding.
// Standard output: for each record 448 bytes: NZCV, TPIDR_EL0, X0..X30 and SP, V0..V3, 64 bytes of memory, FPCR, FPSR, padding; then
// the whole playground.

        .equ    RECORD, 512
        .equ    RESULT, 448
        .equ    PLAYGROUND, 0x40000

        .text
        .globl  _start
_start:
next:   ldr     x20, =record
        mov     x21, #RECORD
1:      mov     x0, #0
        mov     x1, x20
        mov     x2, x21
        mov     x8, #63                 // read
        svc     #0
        cmp     x0, #0
        b.le    finish
        add     x20, x20, x0
        subs    x21, x21, x0
        b.ne    1b

        ldr     x0, =record
        ldr     x1, =slot
        ldp     q0, q1, [x0]
        ldp     q2, q3, [x0, #32]
        stp     q0, q1, [x1]
        stp     q2, q3, [x1, #32]
        dc      cvau, x1
        dsb     ish
        ic      ivau, x1
        dsb     ish
        isb

        ldr     x30, =record
        ldr     x0, [x30, #64]
        msr     nzcv, x0
        ldp     x0, x1, [x30, #80]
        msr     tpidr_el0, x0
        msr     fpcr, x1
        msr     fpsr, xzr
        add     x0, x30, #352
        ldp     q0, q1, [x0]
        ldp     q2, q3, [x0, #32]
        add     x30, x30, #96
        ldr     x0, [x30, #248]
        mov     sp, x0
        ldp     x0, x1, [x30, #0]
        ldp     x2, x3, [x30, #16]
        ldp     x4, x5, [x30, #32]
        ldp     x6, x7, [x30, #48]
        ldp     x8, x9, [x30, #64]
        ldp     x10, x11, [x30, #80]
        ldp     x12, x13, [x30, #96]
        ldp     x14, x15, [x30, #112]
        ldp     x16, x17, [x30, #128]
        ldp     x18, x19, [x30, #144]
        ldp     x20, x21, [x30, #160]
        ldp     x22, x23, [x30, #176]
        ldp     x24, x25, [x30, #192]
        ldp     x26, x27, [x30, #208]
        ldp     x28, x29, [x30, #224]
        ldr     x30, [x30, #240]
        b       slot

        .globl  done
done:   ldr     x16, =result + 16
        stp     x0, x1, [x16, #0]
        stp     x2, x3, [x16, #16]
        stp     x4, x5, [x16, #32]
        stp     x6, x7, [x16, #48]
        stp     x8, x9, [x16, #64]
        stp     x10, x11, [x16, #80]
        stp     x12, x13, [x16, #96]
        stp     x14, x15, [x16, #112]
        stp     x16, x17, [x16, #128]
        stp     x18, x19, [x16, #144]
        stp     x20, x21, [x16, #160]
        stp     x22, x23, [x16, #176]
        stp     x24, x25, [x16, #192]
        stp     x26, x27, [x16, #208]
        stp     x28, x29, [x16, #224]
        mov     x0, sp
        stp     x30, x0, [x16, #240]
        mrs     x0, nzcv
        mrs     x1, tpidr_el0
        stp     x0, x1, [x16, #-16]
        mrs     x0, fpcr
        mrs     x1, fpsr
        stp     x0, x1, [x16, #384]
        msr     fpcr, xzr
        add     x1, x16, #256
        stp     q0, q1, [x1]
        stp     q2, q3, [x1, #32]
        ldr     x0, =record
        ldr     x0, [x0, #72]
        ldp     q0, q1, [x0]
        ldp     q2, q3, [x0, #32]
        stp     q0, q1, [x1, #64]
        stp     q2, q3, [x1, #96]
        ldr     x20, =result
        mov     x21, #RESULT
        bl      send
        b       next

        // X21 bytes from X20
send:   mov     x0, #1
        mov     x1, x20
        mov     x2, x21
        mov     x8, #64                 // write
        svc     #0
        cmp     x0, #0
        b.le    leave
        add     x20, x20, x0
        subs    x21, x21, x0
        b.ne    send
        ret

finish: ldr     x20, =playground
        mov     x21, #PLAYGROUND
        bl      send
leave:  mov     x0, #0
        mov     x8, #93                 // exit
        svc     #0
        .ltorg

        .bss
        .balign 64
record: .skip   RECORD
result: .skip   RESULT

        // Placed by the linker at addresses that both sides know.
        .section .slot, "awx"
slot:   .skip   64
        ldr     x16, =done              // tests leave x16 alone
        br      x16
        .ltorg

        .section .playground, "aw"
playground:
        .skip   PLAYGROUND
