// Which references the assembler resolves, and which it leaves to the linker.
        .text
        .globl  main, exported
        .type   main, %function
main:   stp     x29, x30, [sp, #-16]!
        bl      external
        bl      local
        bl      exported
        b       external + 4
        b.eq    exported
        b.ne    local
        cbz     x0, local
        cbnz    w0, exported
        tbz     x0, #3, local
        tbnz    x0, #40, external
        adr     x0, local
        adr     x0, exported
        adr     x1, variable
        adrp    x2, local
        adrp    x2, variable
        add     x2, x2, :lo12:variable
        add     x2, x2, #:lo12:variable + 8
        adrp    x3, external
        ldr     x3, [x3, #:lo12:external]
        ldr     w3, [x3, :lo12:external]
        ldrh    w3, [x3, :lo12:external+2]
        ldrb    w3, [x3, :lo12:external]
        str     x3, [x4, #:lo12:local_data]
        movz    x5, #:abs_g3:external
        movk    x5, #:abs_g2_nc:external
        movk    x5, #:abs_g1_nc:external
        movk    x5, #:abs_g0_nc:external
        ldr     x6, local
        ldr     x6, variable
        b       .Lhere
.Lhere: b       .
        b       . + 8
        b       1f
1:      b       1b
        bl      other
local:  ret
        .size   main, . - main
        .type   exported, %function
exported: ret
        .size   exported, 4
        .weak   weak_one, weak_undefined
weak_one: ret
        b       weak_one
        bl      weak_undefined
        .word   exported - main, main - ., external - ., external - main, variable - .
        .quad   .Lhere, local_data, main, external, external + 4, external - 8, ., .
        .hword  external - main, 0
        .quad   external - .
        .section .text.other, "ax", %progbits
other:  b       local
        .quad   other, main
        .data
        .globl  variable
        .type   variable, %object
variable: .quad variable, local_data
local_data: .word 0, external
        .size   variable, 16
        .set    alias, local_data + 4
        .quad   alias
        .hidden variable
