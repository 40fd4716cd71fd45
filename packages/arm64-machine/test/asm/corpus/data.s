// Numbers, strings, padding and alignment.
        .data
numbers:
        .byte 1, -1, 255, 0x7f, 'a', 'b, '\n', '\\', '\''
        .hword 1, 0xffff, -0x8000
        .2byte 2; .short 3
        .word 1, 0xffffffff, 017, 0b101, 0XaB
        .long 5; .int 6; .4byte 7
        .quad 1, -1, 0xffffffffffffffff, 0x8000000000000000
        .xword 2; .8byte 3; .dword 4
        .byte
        .ascii "a", "b\tc\n\"\\\101\x41" "joined", "semi;colon // no comment /* nor this */"
        .asciz "zero", ""
        .string "é"
        .align 3
        .byte 1
        .balign 16, 0xee
        .byte 2
        .p2align 4, , 3         // would skip more than 3
        .byte 3
        .p2align 2,,3
        .byte 4
        .balign 4
        .fill 3, 2, 0x1234
        .fill 2, 8, 0x1122334455
        .fill 2
        .fill 1, 12, -1
        .zero 3
        .skip 2, 0xff
        .space 1
        .org numbers + 0x180, 0x5a
        .byte 0xaa
        .section .rodata
        .byte 1
        .balign 8
        .quad numbers
        .previous
        .byte 0xbb
        .pushsection .rodata.str, "a", %progbits
        .asciz "pushed"
        .popsection
        .byte 0xcc
        .bss
        .zero 100
        .align 4
        .skip 4
        .text
        nop
        .byte 1
        .align 3
        nop
        .align 4
        nop
        .p2align 5, 0
        nop
        .inst 0xd503201f, 0xd65f03c0
