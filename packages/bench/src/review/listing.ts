import { disassemble, type ObjectCode } from '@tracelab/arm64-machine';
import type { KernelImage } from '@tracelab/kernel';

/** One instruction of a routine, as objdump writes it, with names in place of addresses. */
export interface ListedInstruction {
  /** Bytes from the routine's symbol. */
  readonly offset: number;
  /** Differs between two links of the same code only where a number that the code holds does. */
  readonly text: string;
  /** Where in the routine itself a branch goes, in bytes from the symbol; `text` ends in it. */
  readonly target: number | undefined;
}

/** NOPs in front of a traceable function's symbol, in bytes: what the linked variants asked the compiler for. */
export function bytesBefore({ name, symbols }: ObjectCode): number {
  return Number(symbols.find((symbol) => symbol.name === name)!.value);
}

/** The section that an object consists of. */
export function contents({ name, sections }: ObjectCode): ObjectCode['sections'][number] {
  const section = sections.find(({ bytes }) => bytes.length > 0);
  if (!section) throw new Error(`object "${name}" is empty`);
  return section;
}

/**
 * Disassembles a routine of a linked kernel from its symbol on. What the linker filled in is written as the name it comes
 * from, as in the source; but a number under a name, such as a structure's offset, as the number: that is what is executed.
 */
export function listing({ image }: KernelImage, object: ObjectCode): ListedInstruction[] {
  const { name } = object;
  const { bytes, relocations } = contents(object);
  const start = bytesBefore(object);
  const address = image.symbols.lookup(name);
  const named = new Map(
    relocations
      .filter(({ symbol }) => image.symbols.entry(symbol)?.kind !== 'absolute')
      .map((one) => [one.offset, one]),
  );
  const assembled = wordsOf(bytes);
  const linked = wordsOf(linkedBytes(image, address, bytes.length - start));
  return Array.from(linked, (word, i): ListedInstruction => {
    const offset = 4 * i;
    const relocation = named.get(start + offset);
    if (relocation) {
      const text = spaced(disassemble(assembled[start / 4 + i]!, 0n), word);
      return { offset, text: withOperand(text, relocation), target: undefined };
    }
    let target: number | undefined;
    const text = disassemble(word, BigInt(offset), (to) => {
      target = Number(to);
      return `${name}+0x${to.toString(16)}`;
    });
    return { offset, text: spaced(text, word).replace(/0x[0-9a-f]+ <(.*)>$/, '$1'), target };
  });
}

/** An instruction whose immediate the linker fills in, with what it fills in. */
function withOperand(
  text: string,
  { type, symbol, addend }: ObjectCode['sections'][number]['relocations'][number],
): string {
  const value = addend === 0n ? symbol : `${symbol}+0x${addend.toString(16)}`;
  if (!type.includes('LO12')) return text.replace(/0x0$/, value);
  return text.endsWith(']') ? text.replace(/\]$/, `, #:lo12:${value}]`) : text.replace(/#0x0$/, `#:lo12:${value}`);
}

/** Mnemonic and operands in columns. */
export function spaced(text: string | undefined, word: number): string {
  if (text === undefined) return `.inst   0x${word.toString(16).padStart(8, '0')}`;
  const [mnemonic, operands] = text.split('\t');
  return operands === undefined ? text : `${mnemonic!.padEnd(7)} ${operands}`;
}

/** Bytes of a linked kernel, before anything was patched. */
export function linkedBytes({ segments }: KernelImage['image'], address: bigint, size: number): Uint8Array {
  const segment = segments.find((one) => address >= one.address && address < one.address + BigInt(one.bytes.length))!;
  const offset = Number(address - segment.address);
  return segment.bytes.subarray(offset, offset + size);
}

export function wordsOf(bytes: Uint8Array): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: bytes.length >> 2 }, (_, i) => view.getUint32(4 * i, true));
}
