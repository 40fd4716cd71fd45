import { Decoder } from './decoder.js';
import { encodeAs, OperandError, type EncodeContext, type Encoded } from './encode.js';
import { OperandReader } from './operand-reader.js';
import { formsOf, type Form } from './forms.js';
import type { Feature, Instruction, Row } from './row.js';
import { suggestion } from './suggestion.js';

/** Texts remembered before the memory is emptied: ten times what the lab's kernels have. */
const MOST_TEXTS = 1 << 14;

/** Decoder, encoder and printer of a table of rows. */
export class InstructionSet {
  readonly rows: readonly Row[];
  readonly #decoder: Decoder;
  readonly #formsByRow = new Map<Row, readonly Form[]>();
  readonly #formsByMnemonic = new Map<string, Form[]>();
  /** By their text, instructions that are the same wherever they stand: code repeats itself. */
  readonly #encoded = new Map<string, Encoded>();

  /** @throws Error that names two rows which one word could be meant by, or the row whose pattern or syntax is wrong */
  constructor(rows: readonly Row[]) {
    this.rows = rows;
    this.#decoder = new Decoder(rows);
    for (const row of rows) {
      const forms = formsOf(row);
      this.#formsByRow.set(row, forms);
      for (const form of forms) {
        const sameName = this.#formsByMnemonic.get(form.mnemonic);
        if (sameName) sameName.push(form);
        else this.#formsByMnemonic.set(form.mnemonic, [form]);
      }
    }
  }

  /** The same with more rows, which come after those there are. */
  with(...rows: readonly Row[]): InstructionSet {
    return new InstructionSet([...this.rows, ...rows]);
  }

  /** Whether `encode` takes a mnemonic, in lower case; aliases included. */
  has(mnemonic: string): boolean {
    return this.#formsByMnemonic.has(mnemonic);
  }

  /** Every mnemonic that `encode` takes, aliases included. */
  get mnemonics(): ReadonlySet<string> {
    return new Set(this.#formsByMnemonic.keys());
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
    const form = this.#formsByRow.get(row)!.find(({ prints }) => prints(fields))!;
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
    const forms = this.#formsByMnemonic.get(mnemonic.toLowerCase());
    if (!forms) {
      throw new OperandError(`unknown mnemonic "${mnemonic}"${suggestion(mnemonic.toLowerCase(), this.#formsByMnemonic.keys())}`, 0);
    }
    const reader = new OperandReader(operands, context);
    const encoded = encodeAs(forms, mnemonic, reader);
    if (reader.contextual) return encoded;
    if (this.#encoded.size >= MOST_TEXTS) this.#encoded.clear();
    this.#encoded.set(text, encoded);
    return encoded;
  }
}
