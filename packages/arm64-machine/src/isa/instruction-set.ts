import { Decoder } from './decoder.js';
import { encodeAs, OperandError, type EncodeContext, type Encoded } from './encode.js';
import { OperandReader } from './operand-reader.js';
import { formsOf, mnemonicsOf, type Form } from './forms.js';
import type { Feature, Instruction, Row } from './row.js';
import { suggestion } from './suggestion.js';

/** Texts remembered before the memory is emptied: ten times what the lab's kernels have. */
const MOST_TEXTS = 1 << 14;

/** Decoder, encoder and printer of a table of rows. */
export class InstructionSet {
  readonly rows: readonly Row[];
  readonly #decoder: Decoder;
  /** Rows that a mnemonic may be written of, in the order of the table. */
  readonly #rowsByMnemonic = new Map<string, Row[]>();
  /** Of the rows that were read or printed: programs use a fifth of the table. */
  readonly #forms = new Map<Row, readonly Form[]>();
  readonly #formsByMnemonic = new Map<string, readonly Form[]>();
  /** By their text, instructions that are the same wherever they stand: code repeats itself. */
  readonly #encoded = new Map<string, Encoded>();

  /** @throws Error that names two rows which one word could be meant by, or the row whose pattern is wrong */
  constructor(rows: readonly Row[]) {
    this.rows = rows;
    this.#decoder = new Decoder(rows);
    for (const row of rows) {
      for (const mnemonic of mnemonicsOf(row)) {
        const sameName = this.#rowsByMnemonic.get(mnemonic);
        if (sameName) sameName.push(row);
        else this.#rowsByMnemonic.set(mnemonic, [row]);
      }
    }
  }

  /** The same with more rows, which come after those there are. @throws Error as the constructor does, or that names the row whose syntax is wrong */
  with(...rows: readonly Row[]): InstructionSet {
    const more = new InstructionSet([...this.rows, ...rows]);
    for (const row of rows) more.#formsOf(row);
    return more;
  }

  /** Whether `encode` takes a mnemonic, in lower case; aliases included. */
  has(mnemonic: string): boolean {
    return this.#rowsByMnemonic.has(mnemonic);
  }

  /** Every mnemonic that `encode` takes, aliases included. */
  get mnemonics(): ReadonlySet<string> {
    return new Set(this.#rowsByMnemonic.keys());
  }

  /** The instruction that `word` is, or undefined where it is unallocated, or of a feature that is not among `features`. */
  decode(word: number, features?: ReadonlySet<Feature>): Instruction | undefined {
    return this.#decoder.decode(word, features);
  }

  /**
   * The text of an instruction as GNU objdump prefers it: mnemonic, tab, operands. Undefined where the word is no
   * instruction. `symbolize` names the addresses that branches go to.
   */
  disassemble(word: number, pc = 0n, symbolize: (address: bigint) => string | undefined = () => undefined): string | undefined {
    const instruction = this.decode(word);
    if (!instruction) return undefined;
    const { row, fields } = instruction;
    const form = this.#formsOf(row).find(({ prints }) => prints(fields))!;
    const operands = form.template.print(fields, { pc, symbolize });
    return operands === '' ? form.mnemonic : `${form.mnemonic}\t${operands}`;
  }

  /**
   * One instruction's word, from GNU syntax.
   *
   * @throws OperandError that names the mnemonic or the operand, and what would be accepted
   */
  encode(mnemonic: string, operands: string, context: EncodeContext): Encoded {
    const text = `${mnemonic} ${operands}`;
    const known = this.#encoded.get(text);
    if (known) return known;
    const name = mnemonic.toLowerCase();
    const forms = this.#formsNamed(name);
    if (!forms) {
      throw new OperandError(`unknown mnemonic "${mnemonic}"${suggestion(name, this.#rowsByMnemonic.keys())}`, 0);
    }
    const reader = new OperandReader(operands, context);
    const encoded = encodeAs(forms, mnemonic, reader);
    if (reader.contextual) return encoded;
    if (this.#encoded.size >= MOST_TEXTS) this.#encoded.clear();
    this.#encoded.set(text, encoded);
    return encoded;
  }

  #formsNamed(mnemonic: string): readonly Form[] | undefined {
    let forms = this.#formsByMnemonic.get(mnemonic);
    if (!forms) {
      forms = this.#rowsByMnemonic.get(mnemonic)?.flatMap((row) => this.#formsOf(row).filter((form) => form.mnemonic === mnemonic));
      if (forms) this.#formsByMnemonic.set(mnemonic, forms);
    }
    return forms;
  }

  #formsOf(row: Row): readonly Form[] {
    let forms = this.#forms.get(row);
    if (!forms) this.#forms.set(row, (forms = formsOf(row)));
    return forms;
  }
}
