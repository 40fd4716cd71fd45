/**
 * What a core model knows of an instruction beside its operands: the row of the core's table that times it.
 * A class names a kind of work, never a routine; which registers are read and written comes from the semantics.
 */
export type TimingClass =
  // integer
  | 'alu' // add, sub, logic, immediate or unshifted register
  | 'alu-flags' // the same, setting NZCV
  | 'alu-shift' // register operand shifted
  | 'alu-extend' // register operand extended
  | 'mov' // move wide, mov register
  | 'adr' // adr, adrp
  | 'bitfield' // ubfm, sbfm: shifts by immediate, extensions
  | 'bitfield-insert' // bfm
  | 'extract' // extr with two registers
  | 'shift-variable' // lslv, lsrv, asrv, rorv
  | 'bit-op' // clz, cls, rbit, rev
  | 'csel' // conditional select
  | 'ccmp' // conditional compare
  | 'mul32' | 'mul64' | 'mul-wide' | 'mul-high'
  | 'div32' | 'div64'
  | 'crc'
  // branches
  | 'branch' // b
  | 'branch-cond' // b.cond
  | 'branch-compare' // cbz, cbnz, tbz, tbnz
  | 'branch-link' // bl
  | 'branch-register' // br
  | 'branch-link-register' // blr
  | 'return' // ret
  // memory
  | 'load' | 'load-register-offset' | 'load-literal' | 'load-pair'
  | 'store' | 'store-register-offset' | 'store-pair32' | 'store-pair64'
  | 'load-acquire' | 'store-release'
  | 'load-exclusive' | 'load-exclusive-acquire'
  | 'store-exclusive' | 'store-exclusive-release'
  | 'atomic' | 'atomic-acquire' | 'atomic-release' | 'atomic-acquire-release' // LSE
  | 'prefetch'
  // system
  | 'nop' | 'hint' | 'speculation-barrier' // csdb
  | 'dmb' | 'dsb' | 'isb' | 'clrex'
  | 'mrs' | 'msr' | 'msr-immediate' | 'system'
  | 'exception' | 'eret' | 'wait'
  | 'pauth'
  // SIMD registers as memcpy-like code uses them
  | 'simd-load' | 'simd-load-pair' | 'simd-store' | 'simd-store-pair' | 'simd-move' | 'simd-transfer';
