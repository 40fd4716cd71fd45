        .macro show a b c
        .ascii "\a|\b|\c"
        .endm
        .macro defaults a=5, b:req, c:vararg
        .ascii "\a|\b|\c;\@,"
        .endm
        .data
        show x0 x1 x2
        show x0, x1, x2
        show x0 + 1, x1 x2
        show x0 #1 [x2, x3]
        show (a b) c d
        show "q w", e, f
        show b=1, c=2, a=3
        show , ,3
        SHOW 1, 2
        defaults b=1
        defaults 1, 2, 3 , 4,  5
        defaults ,2
        .macro suffix a
        .ascii "\a\()_x,"
        .endm
        suffix y
        .irp r, 1, 2 , 3
        .ascii "\r,"
        .endr
        .irpc c, abc
        .ascii "\c,"
        .endr
        .irp r
        .ascii "[\r]"
        .endr
        .rept 3
        .byte 7
        .rept 2
        .byte 8
        .endr
        .endr
        .rept 0
        .byte 9
        .endr

        .macro count n
        .byte \n
        .if \n
        count "(\n - 1)"
        .endif
        .endm
        count 3

        .macro leave n
        .if \n > 2
        .byte 0xee
        .exitm
        .endif
        .byte \n
        .endm
        leave 1
        leave 3
        leave 2
        .purgem leave

        .macro define name, value
        .macro \name
        .byte \value
        .endm
        .endm
        define two, 2
        two

        .text
        .macro save, a, b, at
        stp     \a, \b, [sp, #\at]
        .endm
        .macro frame size=32
        sub     sp, sp, #\size
        .set at_\@, 0
        .irp pair, 0, 2, 4
        .set slot, \pair * 8
        str     x\pair, [sp, #slot]
        .endr
        .endm
        save x29, x30, 16
        save x19 x20 at=32
        frame
        frame 64
        .irp n, 0,1,2,3
        mov     x\n, xzr; cbz x\n, 1f
        .endr
1:      ret
        .macro skip_if reg, label
        cbnz    \reg, \label
        .endm
        skip_if x0, 1b
        skip_if reg=w1, label=2f
2:      .macro twice insn:vararg
        \insn
        \insn
        .endm
        twice add x0, x1, x2
        twice ldr x3, [x4, #8]
        .macro cond cc
        b.\cc   1b
        cset    x0, \cc
        .endm
        cond eq
