        .data
        .set    one, 1
        .if one
        .ascii "if;"
        .else
        .ascii "wrong"
        .endif
        .if 0
        .if 1
        .ascii "wrong"
        .else
        .ascii "wrong"
        .endif
        not an instruction // nobody reads it
        .elseif one == 1
        .ascii "elseif;"
        .elseif 1
        .ascii "wrong"
        .else
        .ascii "wrong"
        .endif
        .ifdef one
        .ascii "ifdef;"
        .endif
        .ifndef two
        .ascii "ifndef;"
        .endif
        .ifc x, x
        .ascii "ifc;"
        .endif
        .ifnc x, y
        .ascii "ifnc;"
        .endif
        .ifc "x y", x y
        .ascii "wrong"
        .endif
        .ifb
        .ascii "ifb;"
        .endif
        .ifnb x
        .ascii "ifnb;"
        .endif
        .ifeq 0
        .ascii "ifeq;"
        .endif
        .ifgt 1
        .ascii "ifgt;"
        .endif
        .ifle 1
        .ascii "wrong"
        .endif
label:  .ascii "1234"
        .if . - label == 4
        .ascii "distance;"
        .endif
