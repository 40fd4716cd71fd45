/** One token after the other of C declarations. */
export class Tokens {
  readonly #tokens: readonly string[];
  #at = 0;

  constructor(source: string) {
    this.#tokens = source.match(/\/\*[^]*?\*\/|\/\/.*|\w+|\.\.\.|[^\s\w]/g)?.filter((token) => !/^\/[*/]/.test(token)) ?? [];
  }

  get done(): boolean {
    return this.#at >= this.#tokens.length;
  }

  get peek(): string {
    return this.#tokens[this.#at] ?? '';
  }

  next(): string {
    if (this.done) throw new Error('C declaration ends early');
    return this.#tokens[this.#at++]!;
  }

  /** Takes the token if it is the next one. */
  take(token: string): boolean {
    if (this.peek !== token) return false;
    this.#at++;
    return true;
  }

  /** @throws Error with the tokens around */
  expect(token: string): void {
    if (!this.take(token)) throw new Error(`C declaration: "${token}" expected in "${this.#tokens.slice(Math.max(0, this.#at - 6), this.#at + 3).join(' ')}"`);
  }

  /** A name, where one stands next. */
  identifier(): string | undefined {
    return /^[A-Za-z_]/.test(this.peek) ? this.next() : undefined;
  }

  number(): number {
    const token = this.next();
    if (!/^(0x[0-9a-f]+|\d+)$/i.test(token)) throw new Error(`C declaration: "${token}" is no number`);
    return Number(token);
  }
}
