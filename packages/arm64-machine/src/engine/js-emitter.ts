import { SLOT } from '../cpu/state.js';
import type { AccessOptions, Effect, Step, Value } from '../ir/ir.js';
import { isValue } from '../ir/ir.js';
import { SCRATCH_SIZE } from '../memory/memory.js';
import { leavesBlock } from './block.js';

/** What emitted code may name: see `runtime.ts`, which binds these. */
export interface EmitOptions {
  /** Word index of a system register that is plain storage, or undefined where a read or write does more. */
  readonly sysregSlot: (encoding: number) => number | undefined;
  /** Write the address of each instruction's access where the timing model reads it. */
  readonly recordAccesses: boolean;
  /** Let the runtime put off each access that reads or is ordered, once its address is recorded: lines come from other cores. */
  readonly awaitLines: boolean;
  /** Tell the runtime of each store: other cores share the memory. */
  readonly announceStores: boolean;
  /** Accesses are checked with EL0's permissions. */
  readonly el0: boolean;
}

/** Control goes to what stands behind the block; who branches is the last of it. */
export const GO_ON = `S[${SLOT.pc}] = N; S[${SLOT.pc + 1}] = Q;`;

/** A 32-bit expression, or the two halves of a 64-bit one; always int32 values. */
type Code = { readonly low: string; readonly high?: string };

/**
 * Turns one instruction's steps into JavaScript on int32 halves.
 *
 * The names that the code uses: S state words, M memory, I/B/H the memory's words, bytes and halfwords, E the event
 * record, R the runtime's helpers, whose second result word is in S[scratchHigh]; L/P the halves of the block's address,
 * N/Q those of the address behind it, so that code is the same wherever it stands.
 */
export class JsEmitter {
  readonly #options: EmitOptions;
  readonly #codes = new Map<number, Code>();
  #lines: string[] = [];
  #index = 0;
  #pc = 'L';
  #recorded = false;
  #saidIndex = false;
  #temporaries = 0;

  constructor(options: EmitOptions) {
    this.#options = options;
  }

  /**
   * Code of one instruction: `index` is its place in the block. Control effects assign the state's PC and end the block's
   * function; `fallsThrough` tells whether the code can run on.
   */
  emit(steps: readonly Step[], index: number): { code: string; fallsThrough: boolean } {
    this.#codes.clear();
    this.#lines = [];
    this.#index = index;
    this.#pc = index === 0 ? 'L' : `(L + ${4 * index} | 0)`;
    this.#recorded = false;
    this.#saidIndex = false;
    if (this.#options.recordAccesses && hasConditionalAccess(steps)) this.#lines.push(`E[${3 * index}] = 0;`);
    this.#steps(steps);
    const last = steps.at(-1);
    const fallsThrough = !(last && !isValue(last) && leavesBlock(last));
    return { code: `{\n${this.#lines.join('\n')}\n}`, fallsThrough };
  }

  #steps(steps: readonly Step[]): void {
    for (const step of steps) {
      if (isValue(step)) this.#codes.set(step.id, this.#value(step));
      else this.#effect(step);
    }
  }

  #of(value: Value): Code {
    return this.#codes.get(value.id)!;
  }

  // ---- values

  #value(v: Value): Code {
    switch (v.op) {
      case 'const': return constant(v.value, v.width);
      case 'pc': return { low: this.#pc, high: 'P' };
      case 'reg': return this.#word(SLOT.x + 2 * v.reg, v.width);
      case 'sp': return this.#word(SLOT.sp, v.width);
      case 'vreg': return this.#word(SLOT.vector + 4 * v.reg + 2 * v.lane, 64);
      case 'flag': return this.#name32(`S[${flagSlot(v.flag)}]`);
      case 'binary': return this.#unchanged(v) ?? (v.width === 32 ? this.#binary32(v) : this.#binary64(v));
      case 'unary': return v.width === 32 ? this.#unary32(v) : this.#unary64(v);
      case 'compare': return this.#name32(`${this.#compare(v)} ? 1 : 0`);
      case 'select': return this.#select(v);
      case 'extend': return this.#extend(v);
      case 'carryOut': return this.#name32(this.#carryOut(v));
      case 'crc32': {
        const data = this.#of(v.data);
        return this.#name32(`R.crc32(${this.#of(v.acc).low}, ${data.low}, ${data.high ?? 0}, ${v.bytes}, ${v.castagnoli})`);
      }
      case 'load': return this.#load(v.address, v.bytes, v.access);
      case 'monitorPass': {
        const { low, high } = this.#of(v.address);
        this.#sayIndex();
        return this.#name32(`R.monitorPass(${low}, ${high}, ${v.bytes})`);
      }
      case 'sysreg': {
        const slot = this.#options.sysregSlot(v.encoding);
        if (slot !== undefined) return this.#word(slot, 64);
        return this.#helper64(`R.readSysreg(${v.encoding})`);
      }
    }
  }

  /** The other operand where one is a 0 that changes nothing: MOV is an ORR or an ADD of it. */
  #unchanged({ fn, a, b }: Extract<Value, { op: 'binary' }>): Code | undefined {
    if (fn !== 'or' && fn !== 'add') return undefined;
    return isZero(a) ? this.#of(b) : isZero(b) ? this.#of(a) : undefined;
  }

  #binary32(v: Extract<Value, { op: 'binary' }>): Code {
    const a = this.#of(v.a).low;
    const b = this.#of(v.b).low;
    switch (v.fn) {
      case 'add': return this.#name32(`(${a} + ${b}) | 0`);
      case 'sub': return this.#name32(`(${a} - ${b}) | 0`);
      case 'mul': return this.#name32(`Math.imul(${a}, ${b})`);
      case 'udiv': return this.#name32(`${b} === 0 ? 0 : ((${a} >>> 0) / (${b} >>> 0)) | 0`);
      case 'sdiv': return this.#name32(`${b} === 0 ? 0 : (${a} / ${b}) | 0`);
      case 'and': return this.#name32(`${a} & ${b}`);
      case 'or': return this.#name32(`${a} | ${b}`);
      case 'xor': return this.#name32(`${a} ^ ${b}`);
      case 'shl': return this.#name32(`${a} << ${b}`);
      case 'lsr': return this.#name32(`(${a} >>> ${b}) | 0`);
      case 'asr': return this.#name32(`${a} >> ${b}`);
      case 'ror': return this.#name32(`(${a} >>> (${b} & 31)) | (${a} << (-(${b}) & 31))`);
      case 'umulh': case 'smulh': throw new Error(`${v.fn} has no 32-bit form`);
    }
  }

  #binary64(v: Extract<Value, { op: 'binary' }>): Code {
    const a = this.#of(v.a);
    const b = this.#of(v.b);
    switch (v.fn) {
      case 'add': {
        const low = this.#temporary(`(${a.low} + ${b.low}) | 0`);
        return { low, high: this.#temporary(`(${a.high} + ${b.high} + (${low} >>> 0 < ${a.low} >>> 0 ? 1 : 0)) | 0`) };
      }
      case 'sub':
        return this.#name64(
          `(${a.low} - ${b.low}) | 0`,
          `(${a.high} - ${b.high} - (${a.low} >>> 0 < ${b.low} >>> 0 ? 1 : 0)) | 0`,
        );
      case 'and': return this.#name64(`${a.low} & ${b.low}`, `${a.high} & ${b.high}`);
      case 'or': return this.#name64(`${a.low} | ${b.low}`, `${a.high} | ${b.high}`);
      case 'xor': return this.#name64(`${a.low} ^ ${b.low}`, `${a.high} ^ ${b.high}`);
      case 'shl': case 'lsr': case 'asr': case 'ror':
        if (v.b.op === 'const') return this.#shiftBy(v.fn, a, Number(v.b.value & 63n));
        return this.#helper64(`R.${v.fn}(${a.low}, ${a.high}, ${b.low})`);
      case 'mul': case 'umulh': case 'smulh': case 'udiv': case 'sdiv':
        return this.#helper64(`R.${v.fn}(${a.low}, ${a.high}, ${b.low}, ${b.high})`);
    }
  }

  #shiftBy(fn: 'shl' | 'lsr' | 'asr' | 'ror', a: Code, n: number): Code {
    const { low: l } = a;
    const h = a.high!;
    if (n === 0) return a;
    if (fn === 'ror') {
      const [x, y] = n < 32 ? [l, h] : [h, l];
      const k = n & 31;
      if (k === 0) return { low: x, high: y };
      return this.#name64(`(${x} >>> ${k}) | (${y} << ${32 - k})`, `(${y} >>> ${k}) | (${x} << ${32 - k})`);
    }
    const k = n & 31;
    if (fn === 'shl') {
      if (n >= 32) return this.#name64('0', k === 0 ? l : `${l} << ${k}`);
      return this.#name64(`${l} << ${k}`, `(${h} << ${k}) | (${l} >>> ${32 - k})`);
    }
    const fill = fn === 'asr' ? `${h} >> 31` : '0';
    const shifted = fn === 'asr' ? `${h} >> ${k}` : `(${h} >>> ${k}) | 0`;
    if (n >= 32) return this.#name64(shifted, fill);
    return this.#name64(`(${l} >>> ${k}) | (${h} << ${32 - k})`, shifted);
  }

  #unary32(v: Extract<Value, { op: 'unary' }>): Code {
    const a = this.#of(v.a).low;
    switch (v.fn) {
      case 'not': return this.#name32(`~${a}`);
      case 'clz': return this.#name32(`Math.clz32(${a})`);
      case 'rbit': return this.#name32(`R.rbit(${a})`);
      case 'rev': return this.#name32(`R.rev(${a})`);
      case 'rev16': return this.#name32(`R.rev16(${a})`);
      case 'rev32': throw new Error('rev32 has no 32-bit form');
    }
  }

  #unary64(v: Extract<Value, { op: 'unary' }>): Code {
    const { low: l, high: h } = this.#of(v.a);
    switch (v.fn) {
      case 'not': return this.#name64(`~${l}`, `~${h}`);
      case 'clz': return this.#name64(`${h} === 0 ? 32 + Math.clz32(${l}) : Math.clz32(${h})`, '0');
      case 'rbit': return this.#name64(`R.rbit(${h})`, `R.rbit(${l})`);
      case 'rev': return this.#name64(`R.rev(${h})`, `R.rev(${l})`);
      case 'rev16': return this.#name64(`R.rev16(${l})`, `R.rev16(${h})`);
      case 'rev32': return this.#name64(`R.rev(${l})`, `R.rev(${h})`);
    }
  }

  #compare(v: Extract<Value, { op: 'compare' }>): string {
    const a = this.#of(v.a);
    const b = this.#of(v.b);
    const less = v.fn === 'ult' || v.fn === 'slt' ? '<' : '<=';
    const unsigned = v.fn === 'ult' || v.fn === 'ule';
    const same = v.fn === 'eq' ? '===' : '!==';
    const cast = unsigned ? ' >>> 0' : '';
    if (v.a.width === 32) {
      if (v.fn === 'eq' || v.fn === 'ne') return `${a.low} ${same} ${b.low}`;
      return `(${a.low}${cast}) ${less} (${b.low}${cast})`;
    }
    if (v.fn === 'eq') return `${a.low} === ${b.low} && ${a.high} === ${b.high}`;
    if (v.fn === 'ne') return `${a.low} !== ${b.low} || ${a.high} !== ${b.high}`;
    return `(${a.high} === ${b.high} ? ${a.low} >>> 0 ${less} ${b.low} >>> 0 : (${a.high}${cast}) < (${b.high}${cast}))`;
  }

  #select(v: Extract<Value, { op: 'select' }>): Code {
    const cond = this.#of(v.cond).low;
    const a = this.#of(v.a);
    const b = this.#of(v.b);
    const low = `${cond} !== 0 ? ${a.low} : ${b.low}`;
    return v.width === 32 ? this.#name32(low) : this.#name64(low, `${cond} !== 0 ? ${a.high} : ${b.high}`);
  }

  #extend(v: Extract<Value, { op: 'extend' }>): Code {
    const a = this.#of(v.a);
    const { from, signed } = v;
    if (from > 32) {
      const k = 64 - from;
      if (v.width !== 64 || a.high === undefined) throw new Error(`extend from ${from} bits needs 64-bit values`);
      if (k === 0) return a;
      return this.#name64(a.low, signed ? `(${a.high} << ${k}) >> ${k}` : `(${a.high} << ${k}) >>> ${k} | 0`);
    }
    const k = 32 - from;
    const low = k === 0 ? a.low : this.#temporary(signed ? `(${a.low} << ${k}) >> ${k}` : `((${a.low} << ${k}) >>> ${k}) | 0`);
    if (v.width === 32) return { low };
    return { low, high: signed ? this.#temporary(`${low} >> 31`) : '0' };
  }

  #carryOut(v: Extract<Value, { op: 'carryOut' }>): string {
    const a = this.#of(v.a);
    const b = this.#of(v.b);
    const low = `(${a.low} >>> 0) + (${b.low} >>> 0) + ${this.#of(v.carryIn).low} > 4294967295 ? 1 : 0`;
    return v.a.width === 32 ? low : `(${a.high} >>> 0) + (${b.high} >>> 0) + (${low}) > 4294967295 ? 1 : 0`;
  }

  // ---- memory

  #load(address: Value, bytes: 1 | 2 | 4 | 8, access: AccessOptions): Code {
    const place = this.#place('readAt', address, bytes, access);
    if (access.update === true) this.#place('writeAt', address, bytes, access);
    switch (bytes) {
      case 1: return this.#name32(`B[${place}]`);
      case 2: return this.#name32(`H[${place} >> 1]`);
      case 4: return this.#name32(`I[${place} >> 2]`);
      case 8: return this.#name64(`I[${place} >> 2]`, `I[(${place} >> 2) + 1]`);
    }
  }

  #store(effect: Extract<Effect, { op: 'store' }>): void {
    const { low, high } = this.#of(effect.value);
    const place = this.#place('writeAt', effect.address, effect.bytes, effect.access);
    switch (effect.bytes) {
      case 1: this.#lines.push(`B[${place}] = ${low};`); break;
      case 2: this.#lines.push(`H[${place} >> 1] = ${low};`); break;
      case 4: this.#lines.push(`I[${place} >> 2] = ${low};`); break;
      case 8: this.#lines.push(`I[${place} >> 2] = ${low}; I[(${place} >> 2) + 1] = ${high};`); break;
    }
    this.#lines.push(`if (${place} < ${SCRATCH_SIZE}) M.commit();`);
    if (this.#options.announceStores) {
      const address = this.#of(effect.address);
      this.#lines.push(`R.stored(${address.low}, ${address.high}, ${effect.bytes});`);
    }
  }

  /** Emits the translation of an access and returns the name of its place in the buffer. */
  #place(translate: 'readAt' | 'writeAt', address: Value, bytes: number, access: AccessOptions): string {
    const { low, high } = this.#of(address);
    const write = translate === 'writeAt';
    const alignment = access.aligned === true ? bytes : Number(access.aligned ?? 1);
    this.#sayIndex();
    if (alignment > 1) this.#lines.push(`if ((${low} & ${alignment - 1}) !== 0) M.refuseUnaligned(${low}, ${high}, ${write});`);
    const el0 = this.#options.el0 || access.unprivileged === true ? 1 : 0;
    const place = this.#temporary(`M.${translate}(${low}, ${high}, ${bytes}, ${el0})`);
    if (this.#options.recordAccesses && !this.#recorded) {
      const e = 3 * this.#index;
      this.#lines.push(`E[${e}] = 1; E[${e + 1}] = ${low}; E[${e + 2}] = ${high};`);
      this.#recorded = true;
      if (this.#options.awaitLines && (!write || access.aligned !== undefined)) this.#lines.push('R.awaitLine();');
    }
    return place;
  }

  /** Before what may fault, once on each path: which instruction it was. */
  #sayIndex(): void {
    if (this.#saidIndex) return;
    this.#lines.push(`S[${SLOT.faultIndex}] = ${this.#index};`);
    this.#saidIndex = true;
  }

  // ---- effects

  #effect(effect: Effect): void {
    switch (effect.op) {
      case 'setReg': this.#assign(SLOT.x + 2 * effect.reg, effect.value); break;
      case 'setSp': this.#assign(SLOT.sp, effect.value); break;
      case 'setVreg': this.#assign(SLOT.vector + 4 * effect.reg + 2 * effect.lane, effect.value); break;
      case 'setFlag': this.#lines.push(`S[${flagSlot(effect.flag)}] = ${this.#of(effect.value).low};`); break;
      case 'store': this.#store(effect); break;
      case 'setMonitor': {
        const { low, high } = this.#of(effect.address);
        this.#sayIndex();
        this.#lines.push(`R.setMonitor(${low}, ${high}, ${effect.bytes});`);
        break;
      }
      case 'clearMonitor': this.#lines.push(`S[${SLOT.monitor}] = 0;`); break;
      case 'branch': this.#branch(effect); break;
      case 'exception': this.#leave(`R.exception(${JSON.stringify(effect.kind)}, ${effect.imm});`); break;
      case 'eret': this.#leave('R.eret();'); break;
      case 'setSysreg': {
        const slot = this.#options.sysregSlot(effect.encoding);
        const { low, high } = this.#of(effect.value);
        if (slot !== undefined) this.#assign(slot, effect.value);
        else this.#lines.push(`R.writeSysreg(${effect.encoding}, ${low}, ${high});`);
        break;
      }
      case 'setPstate': this.#lines.push(`R.setPstate(${effect.field}, ${effect.imm});`); break;
      case 'system': {
        const { low, high } = this.#of(effect.value);
        this.#sayIndex();
        this.#lines.push(`R.system(${effect.encoding}, ${low}, ${high});`);
        break;
      }
      case 'hint': this.#hint(effect); break;
      case 'when': {
        const said = this.#saidIndex;
        this.#lines.push(`if (${this.#of(effect.cond).low} !== 0) {`);
        this.#steps(effect.steps);
        this.#lines.push('}');
        this.#saidIndex = said;
        break;
      }
    }
  }

  /** A prefetch is told of where other cores may have the line. */
  #hint({ address }: Extract<Effect, { op: 'hint' }>): void {
    if (!address || !this.#options.awaitLines) return;
    const { low, high } = this.#of(address);
    const e = 3 * this.#index;
    this.#lines.push(`E[${e}] = 1; E[${e + 1}] = ${low}; E[${e + 2}] = ${high};`);
  }

  #branch(effect: Extract<Effect, { op: 'branch' }>): void {
    const { low, high } = this.#of(effect.target);
    if (!effect.cond) {
      this.#lines.push(`S[${SLOT.pc}] = ${low}; S[${SLOT.pc + 1}] = ${high}; return;`);
      return;
    }
    this.#lines.push(
      `if (${this.#of(effect.cond).low} !== 0) { S[${SLOT.pc}] = ${low}; S[${SLOT.pc + 1}] = ${high}; }`,
      `else { ${GO_ON} }`,
      'return;',
    );
  }

  /** Sets the PC to this instruction, then lets the runtime decide where control goes. */
  #leave(call: string): void {
    this.#lines.push(`S[${SLOT.pc}] = ${this.#pc}; S[${SLOT.pc + 1}] = P; ${call} return;`);
  }

  #assign(slot: number, value: Value): void {
    const { low, high } = this.#of(value);
    this.#lines.push(`S[${slot}] = ${low}; S[${slot + 1}] = ${high ?? '0'};`);
  }

  // ---- names

  #temporary(expression: string): string {
    const name = `t${this.#temporaries++}`;
    this.#lines.push(`const ${name} = ${expression};`);
    return name;
  }
  #name32(expression: string): Code {
    return { low: this.#temporary(expression) };
  }
  #name64(low: string, high: string): Code {
    return { low: this.#temporary(low), high: this.#temporary(high) };
  }
  #word(slot: number, width: 32 | 64): Code {
    return width === 32 ? this.#name32(`S[${slot}]`) : this.#name64(`S[${slot}]`, `S[${slot + 1}]`);
  }
  #helper64(call: string): Code {
    return this.#name64(call, `S[${SLOT.scratchHigh}]`);
  }
}

function constant(value: bigint, width: 32 | 64): Code {
  const low = `(${Number(BigInt.asIntN(32, value))})`;
  return width === 32 ? { low } : { low, high: `(${Number(BigInt.asIntN(32, value >> 32n))})` };
}

function isZero(value: Value): boolean {
  return value.op === 'const' && value.value === 0n;
}

function flagSlot(flag: 'N' | 'Z' | 'C' | 'V'): number {
  return { N: SLOT.n, Z: SLOT.z, C: SLOT.c, V: SLOT.v }[flag];
}

function hasConditionalAccess(steps: readonly Step[]): boolean {
  return steps.some((step) => !isValue(step) && step.op === 'when');
}
