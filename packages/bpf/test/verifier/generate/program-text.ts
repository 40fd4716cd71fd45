import type { Choices } from '../choices.js';
import type { Scope } from './scope.js';

const CONDITIONS = ['==', '!=', '>', '>=', '<', '<=', 's>', 's>=', 's<', 's<=', '&'] as const;

/** A program while it is written, by statements that know what holds numbers where they stand. */
export class ProgramText {
  readonly random: Choices;
  readonly functions: string[] = [];
  lines: string[] = [];
  /** Statements that may still be written. */
  budget = 0;
  #label = 0;
  readonly #statement: (text: ProgramText, scope: Scope) => void;

  constructor(random: Choices, statement: (text: ProgramText, scope: Scope) => void) {
    this.random = random;
    this.#statement = statement;
  }

  say(line: string): void {
    this.lines.push(line);
  }

  newLabel(): string {
    return `l${this.#label++}`;
  }

  block(scope: Scope, most: number): void {
    for (let n = 1 + this.random.below(most * 2); n > 0 && this.budget > 0; n--) {
      this.budget--;
      this.#statement(this, scope);
    }
  }

  small(): number {
    return this.random.chance(70) ? this.random.below(70) - 4 : Number(BigInt.asIntN(32, this.random.interesting()));
  }

  constant(scope: Scope, register: number): void {
    if (this.random.chance(80)) this.say(`r${register} = ${this.small()}`);
    else this.say(`r${register} = ${this.random.interesting()} ll`);
    scope.numbers.add(register);
  }

  /** A register that holds a number. */
  number(scope: Scope): number {
    if (scope.numbers.size === 0) this.constant(scope, 0);
    return this.random.among([...scope.numbers]);
  }

  /** A register that may be overwritten; it holds a number afterwards. */
  target(scope: Scope): number {
    const free = [0, 2, 3, 4, 5, 7, 8, 9].filter((one) => one !== scope.area);
    const register = this.random.among(free);
    scope.numbers.add(register);
    return register;
  }

  operand(scope: Scope, register = 'r'): string {
    return this.random.chance(50) ? `${register}${this.number(scope)}` : `${this.small()}`;
  }

  condition(scope: Scope): string {
    const width = this.random.chance(70) ? 'r' : 'w';
    return `${width}${this.number(scope)} ${this.random.among(CONDITIONS)} ${this.operand(scope, width)}`;
  }

  /** Arguments and R0 are gone. */
  clobber(scope: Scope): void {
    for (const register of [0, 1, 2, 3, 4, 5]) scope.numbers.delete(register);
  }
}
