import type { Random } from './random.js';

/** Maps that generated programs use. */
export const GENERATED_MAPS = [
  { name: 'state', type: 'array', keySize: 4, valueSize: 64, maxEntries: 1, flags: 0 },
  { name: 'counts', type: 'array', keySize: 4, valueSize: 16, maxEntries: 4, flags: 0 },
  { name: 'table', type: 'hash', keySize: 8, valueSize: 16, maxEntries: 8, flags: 0 },
  { name: 'ring', type: 'ringbuf', keySize: 0, valueSize: 0, maxEntries: 4096, flags: 0 },
] as const;

/** Of stack that hold numbers. */
const WORDS = 4;
const BOTTOM = -8 * WORDS;
const CONDITIONS = ['==', '!=', '>', '>=', '<', '<=', 's>', 's>=', 's<', 's<=', '&'] as const;
const ALU = ['+', '-', '*', '/', '%', '|', '&', '^', '<<', '>>', 's>>'] as const;
const SIZES = [8, 16, 32, 64] as const;

/** What is said of a function while it is written: which registers hold numbers, and what else it may use. */
interface Scope {
  /** Registers that hold numbers here. */
  readonly numbers: Set<number>;
  /** R6 is the context. */
  readonly context: boolean;
  /** A register that points to words of a caller's stack. */
  readonly area: number | undefined;
}

/**
 * Programs that are nearly right: numbers flow through arithmetic, branches, loops, stacks, maps, functions and callbacks,
 * and become indices whose bounds hold more often than not. Nothing depends on an address.
 */
export class Generator {
  readonly #random: Random;
  #lines: string[] = [];
  readonly #functions: string[] = [];
  #label = 0;
  /** Statements that may still be written. */
  #budget = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  program(): string {
    this.#lines = [];
    this.#functions.length = 0;
    this.#budget = 3 + this.#random.below(9);
    const scope: Scope = { numbers: new Set(), context: true, area: undefined };
    this.#say('r6 = r1');
    this.#body(scope, [0, 3, 7, 8]);
    return [...this.#lines, ...this.#functions].join('\n');
  }

  /** Begins with a stack and registers full of numbers, and returns something of all of them. */
  #body(scope: Scope, registers: readonly number[], results = false): void {
    for (let word = 1; word <= WORDS; word++) this.#say(`*(u64 *)(r10 -${8 * word}) = ${this.#small()}`);
    for (const register of registers) if (!scope.numbers.has(register)) this.#constant(scope, register);
    this.#block(scope, 3);
    const [first, ...rest] = [...scope.numbers];
    if (first === undefined) this.#say('r0 = 0');
    else this.#say(`r0 = r${first}`);
    for (const register of rest) if (register !== 0 && first !== 0) this.#say(`r0 ^= r${register}`);
    if (results) this.#say('r0 &= 1');
    this.#say('exit');
  }

  #block(scope: Scope, most: number): void {
    for (let n = 1 + this.#random.below(most * 2); n > 0 && this.#budget > 0; n--) {
      this.#budget--;
      this.#statement(scope);
    }
  }

  #statement(scope: Scope): void {
    const random = this.#random;
    const inMain = scope.context && this.#functions.length < 4;
    const kinds: readonly (readonly [weight: number, write: () => void])[] = [
      [16, () => this.#arithmetic(scope)],
      [8, () => this.#stack(scope)],
      [6, () => this.#stackIndex(scope)],
      [9, () => this.#branch(scope)],
      [3, () => this.#loop(scope)],
      [16, () => this.#index(scope)],
      [8, () => this.#lookup(scope)],
      [4, () => this.#change(scope)],
      [3, () => this.#atomic(scope)],
      [2, () => this.#ringbuf(scope)],
      [scope.context ? 8 : 0, () => this.#argument(scope)],
      [scope.context ? 2 : 0, () => this.#spill(scope)],
      [scope.area === undefined ? 0 : 12, () => this.#area(scope)],
      [inMain ? 4 : 0, () => this.#call(scope)],
      [inMain ? 4 : 0, () => this.#callback(scope)],
    ];
    let at = random.below(kinds.reduce((sum, [weight]) => sum + weight, 0));
    for (const [weight, write] of kinds) {
      at -= weight;
      if (at < 0) return write();
    }
  }

  #say(line: string): void {
    this.#lines.push(line);
  }

  #newLabel(): string {
    return `l${this.#label++}`;
  }

  #small(): number {
    return this.#random.chance(70) ? this.#random.below(70) - 4 : Number(BigInt.asIntN(32, this.#random.interesting()));
  }

  #constant(scope: Scope, register: number): void {
    if (this.#random.chance(80)) this.#say(`r${register} = ${this.#small()}`);
    else this.#say(`r${register} = ${this.#random.interesting()} ll`);
    scope.numbers.add(register);
  }

  /** A register that holds a number. */
  #number(scope: Scope): number {
    if (scope.numbers.size === 0) this.#constant(scope, 0);
    return this.#random.pick([...scope.numbers]);
  }

  /** A register that may be overwritten; it holds a number afterwards. */
  #target(scope: Scope): number {
    const free = [0, 2, 3, 4, 5, 7, 8, 9].filter((one) => one !== scope.area);
    const register = this.#random.pick(free);
    scope.numbers.add(register);
    return register;
  }

  #operand(scope: Scope, register = 'r'): string {
    return this.#random.chance(50) ? `${register}${this.#number(scope)}` : `${this.#small()}`;
  }

  #arithmetic(scope: Scope): void {
    const random = this.#random;
    const width = random.chance(60) ? 'r' : 'w';
    const source = this.#number(scope);
    switch (random.below(10)) {
      case 0:
        return this.#say(`r${source} = -r${source}`.replaceAll('r', width));
      case 1:
        return this.#say(`r${source} = ${random.pick(['le', 'be', 'bswap'])}${random.pick([16, 32, 64])} r${source}`);
      case 2:
        return this.#say(
          `${width}${this.#target(scope)} = (s${random.pick(width === 'r' ? [8, 16, 32] : [8, 16])})${width}${source}`,
        );
      case 3:
      case 4:
        return this.#say(`${width}${this.#target(scope)} = ${width}${source}`);
      default: {
        const op = random.pick(ALU);
        const signed = (op === '/' || op === '%') && random.chance(50) ? 's' : '';
        let operand = this.#operand(scope, width);
        if (/^-?\d/.test(operand)) {
          if (op.endsWith('<') || op.endsWith('>')) operand = `${random.below(width === 'r' ? 64 : 32)}`;
          else if (signed || op === '/' || op === '%') operand = operand === '0' ? '7' : operand;
        }
        return this.#say(`${width}${source} ${signed}${op}= ${operand}`);
      }
    }
  }

  #stack(scope: Scope): void {
    const size = this.#random.pick(SIZES);
    const at = -(size / 8) * (1 + this.#random.below((WORDS * 64) / size));
    if (this.#random.chance(50)) this.#say(`*(u${size} *)(r10 ${at}) = ${this.#operand(scope)}`);
    else
      this.#say(`r${this.#target(scope)} = *(${size < 64 && this.#random.chance(30) ? 's' : 'u'}${size} *)(r10 ${at})`);
  }

  /** A word of the stack by number. */
  #stackIndex(scope: Scope): void {
    const source = this.#number(scope);
    const index = this.#target(scope);
    this.#say(`r${index} = r${source}`);
    this.#bound(index, 31);
    this.#say(`r${index} &= 24`);
    this.#say(`r1 = r10; r1 += r${index}`);
    if (this.#random.chance(50)) this.#say(`r${index} = *(u64 *)(r1 ${BOTTOM})`);
    else this.#say(`*(u64 *)(r1 ${BOTTOM}) = ${this.#operand(scope)}`);
  }

  #branch(scope: Scope): void {
    const [otherwise, end] = [this.#newLabel(), this.#newLabel()];
    this.#say(`if ${this.#condition(scope)} goto ${otherwise}`);
    const before = [...scope.numbers];
    this.#block(scope, 2);
    const after = new Set(scope.numbers);
    this.#say(`goto ${end}; ${otherwise}:`);
    scope.numbers.clear();
    before.forEach((one) => scope.numbers.add(one));
    this.#block(scope, 1);
    this.#say(`${end}:`);
    for (const one of [...scope.numbers]) if (!after.has(one)) scope.numbers.delete(one);
  }

  #condition(scope: Scope): string {
    const width = this.#random.chance(70) ? 'r' : 'w';
    return `${width}${this.#number(scope)} ${this.#random.pick(CONDITIONS)} ${this.#operand(scope, width)}`;
  }

  /** A few times, counted on the stack. */
  #loop(scope: Scope): void {
    const label = this.#newLabel();
    const counter = -8 * (WORDS + 2 + this.#random.below(4));
    this.#say(`*(u64 *)(r10 ${counter}) = ${1 + this.#random.below(4)}; ${label}:`);
    const before = [...scope.numbers];
    this.#block(scope, 2);
    for (const register of before) if (!scope.numbers.has(register)) this.#constant(scope, register);
    scope.numbers.clear();
    before.forEach((one) => scope.numbers.add(one));
    this.#say(`r1 = *(u64 *)(r10 ${counter}); r1 += -1; *(u64 *)(r10 ${counter}) = r1; if r1 s> 0 goto ${label}`);
  }

  /** Makes a register at most `limit`, as far as anyone can tell; now and then not quite. */
  #bound(register: number, limit: number): void {
    const random = this.#random;
    const slip = random.chance(20) ? 1 + random.below(8) : 0;
    const least = random.chance(50) ? 0 : random.below(limit + 1);
    switch (random.below(6)) {
      case 0:
        return this.#say(
          `r${register} &= ${random.chance(50) ? (1 << Math.floor(Math.log2(limit + 1))) - 1 : limit + slip}`,
        );
      case 1:
        return this.#say(`r${register} %= ${limit + 1 + slip}`);
      case 2: {
        const label = this.#newLabel();
        return this.#say(`if r${register} <= ${limit + slip} goto ${label}; r${register} = ${least}; ${label}:`);
      }
      case 3: {
        const label = this.#newLabel();
        this.#say(`w${register} = w${register}`);
        return this.#say(`if w${register} < ${limit + 1 + slip} goto ${label}; r${register} = ${least}; ${label}:`);
      }
      case 4: {
        const [out, label] = [this.#newLabel(), this.#newLabel()];
        this.#say(
          `if r${register} s> ${limit + slip} goto ${out}; if r${register} s>= ${least} goto ${label}; ${out}:`,
        );
        return this.#say(`r${register} = ${least}; ${label}:`);
      }
      default: {
        const shift = 64 - Math.floor(Math.log2(limit + 1));
        return this.#say(`r${register} >>= ${slip ? shift - 1 : shift}`);
      }
    }
  }

  /** A byte of a map's value by number. */
  #index(scope: Scope): void {
    const random = this.#random;
    const size = random.pick(SIZES);
    const source = this.#number(scope);
    const index = this.#target(scope);
    if (index !== source)
      this.#say(
        `${random.chance(75) ? 'r' : 'w'}${index} = ${random.chance(75) ? 'r' : 'w'}${source}`
          .replace(/^r(.*) w/, 'w$1 w')
          .replace(/^w(.*) r/, 'w$1 w'),
      );
    // What the bounds become is for the verifier to work out.
    if (random.chance(15)) {
      this.#say(`if ${this.#condition(scope)} goto +0`);
    }
    const least = random.below(8);
    this.#bound(index, 63 - size / 8 - least);
    if (random.chance(50)) this.#transform(index);
    this.#say(`r1 = map[state][0]+${random.chance(50) ? 0 : least}; r1 += r${index}`);
    const off = random.chance(60) ? 0 : random.below(3);
    if (random.chance(60)) this.#say(`r${index} = *(u${size} *)(r1 +${off})`);
    else this.#say(`*(u${size} *)(r1 +${off}) = ${this.#operand(scope)}`);
  }

  /** Operations that keep a small number small, most of them. */
  #transform(register: number): void {
    const random = this.#random;
    const by = random.below(6);
    this.#say(
      random.pick([
        `r${register} >>= ${by}`,
        `r${register} s>>= ${by}`,
        `w${register} >>= ${by}`,
        `w${register} s>>= ${by}`,
        `r${register} /= ${by + 1}`,
        `r${register} ^= ${random.below(8)}; r${register} &= 31`,
        `r${register} |= ${random.below(4)}; r${register} %= 40`,
        `w${register} += -3; w${register} &= 31`,
        `r${register} s%= ${by + 20}`,
        `w${register} s%= ${by + 20}`,
        `r${register} *= 3; r${register} /= 3`,
        `r${register} <<= 2; r${register} >>= 2`,
        `r${register} = -r${register}; r${register} &= 15`,
        `r${register} = (s8)r${register}`,
        `r${register} = le16 r${register}`,
        `r${register} += ${by}`,
        `r${register} -= ${by}; r${register} += ${random.below(6)}`,
        `w${register} -= ${by}`,
        `r${register} <<= 1`,
        `r${register} *= ${by}`,
        `r${register} |= 16`,
      ]),
    );
  }

  /** Arguments and R0 are gone. */
  #clobber(scope: Scope): void {
    for (const register of [0, 1, 2, 3, 4, 5]) scope.numbers.delete(register);
  }

  /** A key at fp-4 or fp-8 from a number. */
  #key(scope: Scope, map: 'counts' | 'table'): void {
    const source = this.#number(scope);
    this.#say(
      `r1 = r${source}; r1 &= ${map === 'counts' ? 7 : 15}; *(u64 *)(r10 -8) = r1; r2 = r10; r2 += -8; r1 = map[${map}]`,
    );
    this.#clobber(scope);
  }

  #lookup(scope: Scope): void {
    const random = this.#random;
    const label = this.#newLabel();
    this.#key(scope, random.pick(['counts', 'table'] as const));
    this.#say(`call bpf_map_lookup_elem`);
    if (!random.chance(3)) this.#say(`if r0 == 0 goto ${label}`);
    const size = random.pick(SIZES);
    const off = random.below(17 - size / 8) + (random.chance(2) ? 8 : 0);
    if (random.chance(40)) this.#say(`r1 = *(u${size} *)(r0 +${off}); r0 = r1; goto ${label}end`);
    else
      this.#say(
        `*(u${size} *)(r0 +${off}) = ${scope.numbers.size ? this.#operand(scope) : this.#small()}; r0 = 1; goto ${label}end`,
      );
    this.#say(`${label}: r0 = 0; ${label}end:`);
    scope.numbers.add(0);
  }

  #change(scope: Scope): void {
    const map = this.#random.pick(['counts', 'table'] as const);
    this.#key(scope, map);
    if (map === 'table' && this.#random.chance(30)) this.#say('call bpf_map_delete_elem');
    else
      this.#say(
        `r3 = r10; r3 += -${this.#random.pick([16, 24, 32])}; r4 = ${this.#random.below(4)}; call bpf_map_update_elem`,
      );
    scope.numbers.add(0);
  }

  #atomic(scope: Scope): void {
    const random = this.#random;
    const size = random.pick([32, 64]);
    const place = random.chance(50)
      ? `(u${size} *)(r10 -${8 * (1 + random.below(WORDS))})`
      : `(u${size} *)(r1 +${8 * random.below(8)})`;
    const source = this.#number(scope);
    const name = size === 64 ? 'atomic64' : 'atomic';
    if (place.includes('r1')) this.#say('r1 = map[state][0]+0');
    const kind = random.below(4);
    if (kind === 0) return this.#say(`lock *${place} ${random.pick(['+', '|', '&', '^'])}= r${source}`);
    if (kind === 1)
      return this.#say(`r${source} = ${name}_fetch_${random.pick(['add', 'or', 'and', 'xor'])}(${place}, r${source})`);
    if (kind === 2) return this.#say(`r${source} = ${name}_xchg(${place}, r${source})`);
    if (!scope.numbers.has(0)) this.#constant(scope, 0);
    return this.#say(`r0 = ${name}_cmpxchg(${place}, r0, r${source})`);
  }

  #ringbuf(scope: Scope): void {
    const random = this.#random;
    const words = 1 + random.below(3);
    const label = this.#newLabel();
    const kept = [...scope.numbers].filter((one) => one >= 7);
    this.#clobber(scope);
    this.#say(`r1 = map[ring]; r2 = ${8 * words}; r3 = 0; call bpf_ringbuf_reserve; if r0 == 0 goto ${label}`);
    for (let word = 0; word < words; word++) {
      const value = kept.length && random.chance(60) ? `r${random.pick(kept)}` : `${this.#small()}`;
      this.#say(`*(u64 *)(r0 +${8 * word}) = ${value}`);
    }
    this.#say(`r1 = r0; r2 = 0; call bpf_ringbuf_${random.pick(['submit', 'discard'])}; ${label}: r0 = 0`);
    scope.numbers.add(0);
  }

  #argument(scope: Scope): void {
    const size = this.#random.pick(SIZES);
    this.#say(`r${this.#target(scope)} = *(u${size} *)(r6 +${(size / 8) * this.#random.below(256 / size)})`);
  }

  /** The context goes to the stack and comes back. */
  #spill(scope: Scope): void {
    this.#say(
      `*(u64 *)(r10 -80) = r6; r1 = *(u64 *)(r10 -80); r${this.#target(scope)} = *(u64 *)(r1 +${8 * this.#random.below(4)})`,
    );
  }

  /** A word of the caller's stack. */
  #area(scope: Scope): void {
    const size = this.#random.pick(SIZES);
    const at = (size / 8) * this.#random.below((WORDS * 64) / size);
    if (this.#random.chance(50)) this.#say(`*(u${size} *)(r${scope.area} +${at}) = ${this.#operand(scope)}`);
    else this.#say(`r${this.#target(scope)} = *(u${size} *)(r${scope.area} +${at})`);
  }

  /** Writes a function elsewhere; returns its label. */
  #function(scope: Scope, registers: readonly number[], begin: string, results: boolean): string {
    const label = this.#newLabel();
    const outer = this.#lines;
    this.#lines = [`${label}:`, ...(begin ? [begin] : [])];
    const budget = this.#budget;
    this.#budget = 1 + this.#random.below(6);
    this.#body(scope, registers, results);
    this.#functions.push(...this.#lines);
    this.#lines = outer;
    this.#budget = budget;
    return label;
  }

  #call(scope: Scope): void {
    const argument = this.#number(scope);
    const own: Scope = { numbers: new Set([2, 3]), context: false, area: 9 };
    const label = this.#function(own, [0, 7], 'r9 = r1', false);
    this.#say(`r3 = r${argument}; r2 = ${this.#small()}; r1 = r10; r1 += ${BOTTOM}; call ${label}`);
    this.#clobber(scope);
    scope.numbers.add(0);
  }

  #callback(scope: Scope): void {
    const each = this.#random.chance(30);
    const own: Scope = { numbers: new Set([7, 8]), context: false, area: 9 };
    const begin = each
      ? 'r9 = r4; r7 = *(u32 *)(r2 +0); r8 = *(u64 *)(r3 +8); *(u64 *)(r3 +0) = r7'
      : 'r9 = r2; r7 = r1; r8 = 3';
    const label = this.#function(own, [0], begin, true);
    this.#say(each ? 'r1 = map[counts]' : `r1 = ${this.#random.below(6)}`);
    this.#say(`r2 = func ${label}; r3 = r10; r3 += ${BOTTOM}; r4 = 0; call bpf_${each ? 'for_each_map_elem' : 'loop'}`);
    this.#clobber(scope);
    scope.numbers.add(0);
  }
}
