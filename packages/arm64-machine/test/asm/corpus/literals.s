        .text
f:      ldr     x0, =0x1
        ldr     x1, =0x123456789
        ldr     w2, =0x12345
        ldr     x3, =external
        ldr     x4, =f
        ldr     x5, =0x1
        ldr     x6, =-1
        ldr     x7, =external
        ldr     x8, =external+8
        ldr     x9, =0xffff0000
        ldr     w10, =0xffffffff
        .ltorg
later:  ldr     x0, =0x1
        ldr     x1, =1f
        ldrsw   x2, =-5
1:      ret
        .section .text.two, "ax"
        ldr     x0, =external
        ret
counter .req    x19
scratch .req    w20
        mov     counter, #0
        add     counter, counter, #1
        str     scratch, [counter]
        ldr     counter, =0xabcdef
        .unreq  scratch
        .arch   armv8.5-a
        .ident  "nobody"
/* a comment
   of several lines */
# and one at the line's start
        nop /* inside */ ; nop // at the end
