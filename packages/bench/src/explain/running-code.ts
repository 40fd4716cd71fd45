import { disassemble, type Place } from '@tracelab/arm64-machine';
import type { Kernel } from '@tracelab/kernel';
import { linkedBytes, listing, spaced, wordsOf, type ListedInstruction } from '../review/listing.js';

/** The listing of a symbol as it stands in a kernel's memory: with what was patched, and code that was made at run time. */
export type RunningCode = (symbol: string) => readonly ListedInstruction[];

/** Listings are made when they are asked for; the kernel must have finished patching by then. */
export function runningCode(kernel: Kernel): RunningCode {
  const made = new Map<string, readonly ListedInstruction[]>();
  return (symbol) => {
    let lines = made.get(symbol);
    if (!lines) made.set(symbol, (lines = list(kernel, symbol)));
    return lines;
  };
}

/** Text of one instruction, with names in place of addresses. */
export function placeText(code: RunningCode, { name, offset, word, address }: Place): string {
  return code(name)[offset / 4]?.text ?? spaced(disassemble(word, address), word);
}

function list(kernel: Kernel, symbol: string): ListedInstruction[] {
  const { image, symbols, memory } = kernel;
  const entry = symbols.entry(symbol);
  if (!entry) return [];
  const object = image.objects.find(({ name }) => name === symbol);
  if (!object) return disassembled(wordsOf(memory.readBytes(entry.address, entry.size)), kernel, symbol, entry.address);
  const lines = listing(image, object);
  const linked = wordsOf(linkedBytes(image.image, entry.address, 4 * lines.length));
  const running = wordsOf(memory.readBytes(entry.address, 4 * lines.length));
  const now = disassembled(running, kernel, symbol, entry.address);
  return lines.map((line, i) => (running[i] === linked[i] ? line : now[i]!));
}

function disassembled(words: readonly number[], { symbols }: Kernel, symbol: string, start: bigint): ListedInstruction[] {
  return words.map((word, i): ListedInstruction => {
    let target: number | undefined;
    const text = disassemble(word, start + BigInt(4 * i), (to) => {
      const at = symbols.at(to);
      if (!at) return undefined;
      if (at.name === symbol) target = at.offset;
      return at.offset === 0 && at.name !== symbol ? at.name : `${at.name}+0x${at.offset.toString(16)}`;
    });
    return { offset: 4 * i, text: spaced(text, word).replace(/0x[0-9a-f]+ <(.*)>$/, '$1'), target };
  });
}
