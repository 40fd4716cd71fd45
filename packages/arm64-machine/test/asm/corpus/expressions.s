// Precedence is GNU's own: | & ^ bind tighter than + -.
        .data
        .word 1 + 1 == 2, 1+2|4, 1|2+4, 2*3==6 && 1, 4 || 0, 0 || 0, !5, !0, ~1, -8 >> 4 & 0xff
        .word 1 << 2 + 1, 7 < 8 == 1, 3 & 2 == 2, 10 - 3 - 2, 100 / 7 / 2, 100 % 7, -7 / 2, -7 % 2
        .word (1 + 2) * 3, -(4), - -4, ~-1, +7, 6 ^ 3, 1 <> 2, 1 != 1, 3 >= 3, 3 > 3, 2 <= 1, 5 ! 2
        .quad 1 << 63, -1 >> 1, 0x7fffffffffffffff + 1, 1 << 64, 0xffffffffffffffff / 2
        .set q, 5
        .word q
        .set q, q + 1
        .word q
        .word z                 // ahead of its definitions: the first
        z = 1
        .word z
        z = 2
        .word z
        .equ end_minus_start, end - start
        .word end_minus_start, (end - start) / 4, end - start == 8, . - start
start:  .word . - start
        .word 0
end:
1:      .byte 1b - start, 1f - 1b, 2f - 1b
1:      .byte 1b - start
        .byte 1b - 1f
1:
2:      .byte 0b101
0:
        .byte 1f - 0b
1:
        .text
        mov     x0, #q * 2
        add     x1, x1, #end - start
        ldr     x2, [x3, #(2 + 1) * 8]
        and     x4, x5, #~7
        mov     w6, #'a'
        movz    x7, #(0x12345678 >> 16) & 0xffff, lsl #16
        mov     x8, #-1
        sub     sp, sp, #end_minus_start * 2
