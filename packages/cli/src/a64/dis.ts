import { disassemble, EM, loadExecutable, readElf, SHF, type Symbolizer } from '@tracelab/arm64-machine';
import { Command } from 'commander';
import { InputError, readInput } from '../errors.js';
import type { Host } from '../host.js';
import { hex, hexAddress, parseAddress, parseWords, refusing } from './input.js';

interface DisOptions {
  readonly hex?: readonly string[];
  readonly address?: bigint;
  readonly json?: true;
}

interface Code {
  readonly address: bigint;
  readonly words: readonly number[];
}

interface Listing {
  readonly parts: readonly Code[];
  readonly symbols?: Symbolizer;
}

export function disCommand(host: Host): Command {
  return new Command('dis')
    .description("disassemble as objdump does, a line for each word; '.inst' for what is no instruction")
    .argument('[file]', 'an ELF file, of which the code is taken, or little-endian words; - for standard input')
    .option('--hex <words...>', 'words in hex instead of a file')
    .option('--address <number>', 'address of the first word (not for ELF)', parseAddress)
    .option('--json', 'address, word and text of each as JSON')
    .action((file: string | undefined, options: DisOptions) => {
      const listing = read(file, options, host);
      const lines = listing.parts.flatMap((part) =>
        part.words.map((word, i) => line(word, part.address + BigInt(4 * i), listing)),
      );
      if (options.json) {
        const words = lines.map(({ address, word, text }) => ({
          address: hexAddress(address),
          word: hex(word),
          text: text ?? null,
        }));
        host.stdout.write(`${JSON.stringify({ format: 'tracelab.a64.dis/1', words }, null, 2)}\n`);
      } else {
        host.stdout.write(lines.map(({ word, text }) => `${text ?? undefinedWord(word)}\n`).join(''));
      }
    });
}

/** What GNU as takes for a word that has no mnemonic, marked as objdump marks it. */
export function undefinedWord(word: number): string {
  return `.inst\t0x${hex(word)} ; undefined`;
}

function read(file: string | undefined, { hex: given, address: from }: DisOptions, host: Host): Listing {
  const address = from ?? 0n;
  if (given) {
    if (file !== undefined) throw new InputError(`dis takes a file or --hex, not both: ${JSON.stringify(file)}`);
    return { parts: [{ address, words: parseWords(given) }] };
  }
  if (file === undefined) throw new InputError('dis needs a file, - for standard input, or --hex with words');
  const bytes = readInput(file, host.readFile);
  if (bytes[0] === 0x7f && bytes[1] === 0x45) {
    if (from !== undefined)
      throw new InputError(`--address is for words alone: ${file} is ELF and has addresses of its own`);
    return refusing(file, () => readCode(file, bytes));
  }
  return { parts: [{ address, words: littleEndianWords(file, bytes) }] };
}

/** The sections with code; of an executable, with its symbols. */
function readCode(file: string, bytes: Uint8Array): Listing {
  const elf = readElf(bytes);
  if (elf.machine !== EM.aarch64) {
    throw new InputError(`${file}: ELF for machine ${elf.machine}: AArch64 (${EM.aarch64}) is needed`);
  }
  const parts = elf.sections
    .filter(({ flags, bytes: { length } }) => flags & SHF.execinstr && length > 0)
    .map(({ name, address, bytes: code }) => ({
      address,
      words: littleEndianWords(`${file}: section "${name}"`, code),
    }));
  if (parts.length === 0) throw new InputError(`${file}: no section with code`);
  try {
    return { parts, symbols: loadExecutable(bytes).symbols };
  } catch {
    return { parts }; // Objects have no addresses yet.
  }
}

function littleEndianWords(what: string, bytes: Uint8Array): number[] {
  if (bytes.length % 4 !== 0) throw new InputError(`${what}: ${bytes.length} bytes are no multiple of the 4 of a word`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: bytes.length / 4 }, (_, i) => view.getUint32(4 * i, true));
}

function line(
  word: number,
  address: bigint,
  { symbols }: Listing,
): { address: bigint; word: number; text: string | undefined } {
  if (!symbols) return { address, word, text: disassemble(word, address) };
  const text = disassemble(word, address, (target) => {
    const found = symbols.at(target);
    return found && (found.offset === 0 ? found.name : `${found.name}+0x${found.offset.toString(16)}`);
  });
  // objdump leaves 0x away where it can name the target.
  return { address, word, text: text?.replace(/\b0x([0-9a-f]+ <)/, '$1') };
}
