import type {
  AccessOptions, BinaryOp, BranchKind, CompareOp, Effect, ExceptionKind, FlagName, Step, UnaryOp, Value, Width,
} from './ir.js';

type Bytes = 1 | 2 | 4 | 8;
type Body<T> = T extends unknown ? Omit<T, 'id'> : never;

/**
 * Records the semantics of one instruction as a list of steps.
 *
 * Register numbers are the encoding's: 31 reads as zero and discards writes with `x`/`setX`, and names SP with
 * `xsp`/`setXsp`. A 32-bit write to a register clears its upper half.
 */
export class SemanticsBuilder {
  readonly #program: Step[] = [];
  #current = this.#program;
  #nextId = 0;

  get steps(): readonly Step[] {
    return this.#program;
  }

  // ---- constants and registers

  const(value: bigint | number, width: Width = 64): Value {
    return this.#value({ op: 'const', width, value: BigInt.asUintN(width, BigInt(value)) });
  }

  /** General register; 31 is the zero register. */
  x(reg: number, width: Width = 64): Value {
    return reg === 31 ? this.const(0, width) : this.#value({ op: 'reg', width, reg });
  }

  /** General register; 31 is the stack pointer. */
  xsp(reg: number, width: Width = 64): Value {
    return reg === 31 ? this.#value({ op: 'sp', width }) : this.x(reg, width);
  }

  setX(reg: number, value: Value): void {
    if (reg !== 31) this.#effect({ op: 'setReg', reg, value });
  }

  setXsp(reg: number, value: Value): void {
    if (reg === 31) this.#effect({ op: 'setSp', value });
    else this.setX(reg, value);
  }

  /** Address of the instruction itself. */
  pc(): Value {
    return this.#value({ op: 'pc', width: 64 });
  }

  /** One 64-bit half of a SIMD and floating-point register. */
  v(reg: number, lane: 0 | 1): Value {
    return this.#value({ op: 'vreg', width: 64, reg, lane });
  }

  setV(reg: number, lane: 0 | 1, value: Value): void {
    this.#effect({ op: 'setVreg', reg, lane, value });
  }

  // ---- arithmetic: operands have equal widths, which the result has as well

  binary(fn: BinaryOp, a: Value, b: Value): Value {
    if (a.width !== b.width) throw new Error(`${fn}: operands of ${a.width} and ${b.width} bits`);
    return this.#value({ op: 'binary', width: a.width, fn, a, b });
  }
  add(a: Value, b: Value): Value { return this.binary('add', a, b); }
  sub(a: Value, b: Value): Value { return this.binary('sub', a, b); }
  mul(a: Value, b: Value): Value { return this.binary('mul', a, b); }
  /** High 64 bits of a 64x64 product. */
  umulh(a: Value, b: Value): Value { return this.binary('umulh', a, b); }
  smulh(a: Value, b: Value): Value { return this.binary('smulh', a, b); }
  udiv(a: Value, b: Value): Value { return this.binary('udiv', a, b); }
  sdiv(a: Value, b: Value): Value { return this.binary('sdiv', a, b); }
  and(a: Value, b: Value): Value { return this.binary('and', a, b); }
  or(a: Value, b: Value): Value { return this.binary('or', a, b); }
  xor(a: Value, b: Value): Value { return this.binary('xor', a, b); }
  /** Shifts take their amount modulo the width. */
  shl(a: Value, b: Value): Value { return this.binary('shl', a, b); }
  lsr(a: Value, b: Value): Value { return this.binary('lsr', a, b); }
  asr(a: Value, b: Value): Value { return this.binary('asr', a, b); }
  ror(a: Value, b: Value): Value { return this.binary('ror', a, b); }

  unary(fn: UnaryOp, a: Value): Value {
    return this.#value({ op: 'unary', width: a.width, fn, a });
  }
  not(a: Value): Value { return this.unary('not', a); }

  compare(fn: CompareOp, a: Value, b: Value): Value {
    return this.#value({ op: 'compare', width: 32, fn, a, b });
  }
  select(cond: Value, a: Value, b: Value): Value {
    return this.#value({ op: 'select', width: a.width, cond, a, b });
  }

  /** Takes the low `from` bits of `a` and extends them to `width`; `from` exceeds neither width. */
  extend(a: Value, from: number, signed: boolean, width: Width): Value {
    return this.#value({ op: 'extend', width, a, from, signed });
  }
  zext(a: Value, from: number, width: Width = a.width): Value { return this.extend(a, from, false, width); }
  sext(a: Value, from: number, width: Width = a.width): Value { return this.extend(a, from, true, width); }
  /** The low 32 bits of a value. */
  low(a: Value): Value { return a.width === 32 ? a : this.zext(a, 32, 32); }

  /** CRC32/CRC32C of `bytes` low bytes of `data` into the 32-bit `acc`. */
  crc32(acc: Value, data: Value, bytes: Bytes, castagnoli: boolean): Value {
    return this.#value({ op: 'crc32', width: 32, acc, data, bytes, castagnoli });
  }

  // ---- flags

  flag(flag: FlagName): Value {
    return this.#value({ op: 'flag', width: 32, flag });
  }
  setFlag(flag: FlagName, value: Value): void {
    this.#effect({ op: 'setFlag', flag, value });
  }

  /** a + b + carryIn (a truth value), setting NZCV (Arm ARM shared/functions/integer/AddWithCarry). */
  addWithCarry(a: Value, b: Value, carryIn: Value, setFlags: boolean): Value {
    const wide = a.width === 64 ? this.zext(carryIn, 32, 64) : carryIn;
    const result = this.add(this.add(a, b), wide);
    if (setFlags) {
      const sign = this.const(a.width - 1, a.width);
      const overflow = this.and(this.not(this.xor(a, b)), this.xor(a, result));
      this.setFlag('N', this.low(this.lsr(result, sign)));
      this.setFlag('Z', this.compare('eq', result, this.const(0, a.width)));
      this.setFlag('C', this.#value({ op: 'carryOut', width: 32, a, b, carryIn }));
      this.setFlag('V', this.low(this.lsr(overflow, sign)));
    }
    return result;
  }

  /** NZ from a result, C and V cleared, as the flag-setting logical instructions do. */
  setLogicalFlags(result: Value): void {
    this.setFlag('N', this.low(this.lsr(result, this.const(result.width - 1, result.width))));
    this.setFlag('Z', this.compare('eq', result, this.const(0, result.width)));
    this.setFlag('C', this.const(0, 32));
    this.setFlag('V', this.const(0, 32));
  }

  /** A condition code 0..15 as a truth value (Arm ARM shared/functions/system/ConditionHolds). */
  condition(cond: number): Value {
    const one = this.const(1, 32);
    const base = (): Value => {
      switch (cond >> 1) {
        case 0: return this.flag('Z');
        case 1: return this.flag('C');
        case 2: return this.flag('N');
        case 3: return this.flag('V');
        case 4: return this.and(this.flag('C'), this.xor(this.flag('Z'), one));
        case 5: return this.compare('eq', this.flag('N'), this.flag('V'));
        case 6: return this.and(this.compare('eq', this.flag('N'), this.flag('V')), this.xor(this.flag('Z'), one));
        default: return one;
      }
    };
    const holds = base();
    return (cond & 1) !== 0 && cond !== 15 ? this.xor(holds, one) : holds;
  }

  // ---- memory: addresses are 64 wide; a load is zero-extended to 64 bits where bytes is 8, else to 32

  load(address: Value, bytes: Bytes, access: AccessOptions = {}): Value {
    return this.#value({ op: 'load', width: bytes === 8 ? 64 : 32, address, bytes, access });
  }
  /** Stores the low `bytes` bytes of `value`. */
  store(address: Value, value: Value, bytes: Bytes, access: AccessOptions = {}): void {
    this.#effect({ op: 'store', address, value, bytes, access });
  }

  /** Marks the exclusive monitor, as LDXR does. */
  setMonitor(address: Value, bytes: number): void {
    this.#effect({ op: 'setMonitor', address, bytes });
  }
  /** Whether a store-exclusive would succeed; reading it clears the monitor. */
  monitorPass(address: Value, bytes: number): Value {
    return this.#value({ op: 'monitorPass', width: 32, address, bytes });
  }
  clearMonitor(): void {
    this.#effect({ op: 'clearMonitor' });
  }

  // ---- control: an instruction has at most one of these, as its last step

  branch(kind: BranchKind, target: Value, cond?: Value): void {
    this.#effect(cond === undefined ? { op: 'branch', kind, target } : { op: 'branch', kind, target, cond });
  }
  exception(kind: ExceptionKind, imm = 0): void {
    this.#effect({ op: 'exception', kind, imm });
  }
  eret(): void {
    this.#effect({ op: 'eret' });
  }

  // ---- system: `encoding` is op0:op1:CRn:CRm:op2, 16 bits, as the MRS encoding has them

  sysreg(encoding: number): Value {
    return this.#value({ op: 'sysreg', width: 64, encoding });
  }
  setSysreg(encoding: number, value: Value): void {
    this.#effect({ op: 'setSysreg', encoding, value });
  }
  /** MSR (immediate); `field` is op1:op2, 6 bits. */
  setPstate(field: number, imm: number): void {
    this.#effect({ op: 'setPstate', field, imm });
  }
  system(encoding: number, value: Value): void {
    this.#effect({ op: 'system', encoding, value });
  }
  hint(name: string, address?: Value): void {
    this.#effect({ op: 'hint', name, ...(address && { address }) });
  }

  /** Effects of `body` happen only where `cond` holds; values made inside must not be used outside. */
  when(cond: Value, body: () => void): void {
    const outer = this.#current;
    const steps: Step[] = [];
    this.#current = steps;
    body();
    this.#current = outer;
    this.#effect({ op: 'when', cond, steps });
  }

  #value(body: Body<Value>): Value {
    const value = { ...body, id: this.#nextId++ } as Value;
    this.#current.push(value);
    return value;
  }

  #effect(effect: Effect): void {
    this.#current.push(effect);
  }
}
