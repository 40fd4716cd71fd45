/** Bit numbers of ftrace_ops.flags (v6.1). */
export const OPS_BIT = {
  enabled: 0,
  dynamic: 1,
  saveRegs: 2,
  saveRegsIfSupported: 3,
  recursion: 4,
  stub: 5,
  initialized: 6,
  deleted: 7,
  adding: 8,
  removing: 9,
  rcu: 14,
  direct: 17,
} as const;

const bit = (n: number): bigint => 1n << BigInt(n);

/** Flags of an ftrace_ops that a user may set, and those that the core keeps. */
export const OPS = {
  enabled: bit(OPS_BIT.enabled),
  /** Set by the core: the ops is not part of the kernel image, so it can be freed. */
  dynamic: bit(OPS_BIT.dynamic),
  saveRegs: bit(OPS_BIT.saveRegs),
  /** The callback needs protection against recursion. */
  recursion: bit(OPS_BIT.recursion),
  stub: bit(OPS_BIT.stub),
  initialized: bit(OPS_BIT.initialized),
  /** The callback needs RCU to be watching. */
  rcu: bit(OPS_BIT.rcu),
  /** Has an address that call sites may branch to directly. */
  direct: bit(OPS_BIT.direct),
} as const;

/** Flags of a dyn_ftrace record; what stands below them counts the ops that trace the function. */
export const RECORD = {
  enabled: bit(31),
  regs: bit(30),
  regsEnabled: bit(29),
  direct: bit(24),
  directEnabled: bit(23),
  callOps: bit(22),
  callOpsEnabled: bit(21),
  countMask: bit(20) - 1n,
} as const;
