import { TraceError } from './trace-error.js';
import { ACCESS, TraceBuilder, type Trace } from './trace.js';

const FORM = 'PC WORD [L|S:ADDRESS:SIZE ...] in hex';
const LONGEST_ACCESS = 64;

/**
 * Reads a trace: one retired instruction a line, {@link FORM}. A pair may be written as one access or as two, and its 16
 * bytes as 10 or 16: no access has 0x16 bytes. Empty lines, and what follows a `#`, are skipped; `0x` may stand before
 * any number.
 *
 * @throws TraceError for the first line that is not of that form, and where there is none at all
 */
export function parseTrace(text: string): Trace {
  const builder = new TraceBuilder();
  let line = 0;
  for (let start = 0; start < text.length; ) {
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length : newline;
    line++;
    parseLine(text.slice(start, end), line, builder);
    start = end + 1;
  }
  if (builder.length === 0) throw new TraceError(0, `an empty trace: a line for each retired instruction, ${FORM}`);
  return builder.build();
}

function parseLine(line: string, number: number, builder: TraceBuilder): void {
  const comment = line.indexOf('#');
  const fields = (comment < 0 ? line : line.slice(0, comment)).trim().split(/\s+/);
  const [pc, word, ...accesses] = fields;
  if (pc === '' || pc === undefined) return;
  if (word === undefined) throw new TraceError(number, `no instruction word behind ${quoted(pc)}: ${FORM}`);

  const [low, high] = address(pc, 'PC', number);
  if ((low & 3) !== 0) throw new TraceError(number, `PC ${quoted(pc)} is no multiple of 4`);
  builder.add(low, high, hex(word, 8, 'instruction word', number)[0], number);
  for (const access of accesses) parseAccess(access, number, builder);
}

function parseAccess(text: string, number: number, builder: TraceBuilder): void {
  const [kind, at, size, ...rest] = text.split(':');
  if ((kind !== 'L' && kind !== 'S') || at === undefined || size === undefined || rest.length > 0) {
    throw new TraceError(number, `access ${quoted(text)}: L or S, address and size between colons, as L:ffff000001000040:8`);
  }
  const bytes = size === '16' || size === '32' ? Number(size) : hex(size, 2, 'size', number)[0];
  if (bytes < 1 || bytes > LONGEST_ACCESS) {
    throw new TraceError(number, `size ${quoted(size)}: 1 to ${LONGEST_ACCESS.toString(16)} bytes, in hex`);
  }
  builder.touch(kind === 'L' ? ACCESS.load : ACCESS.store, ...address(at, 'address', number), bytes);
}

function address(text: string, what: string, number: number): readonly [low: number, high: number] {
  return hex(text, 16, what, number);
}

/** A number of at most so many digits, as two int32 halves. */
function hex(text: string, digits: number, what: string, number: number): readonly [low: number, high: number] {
  const bare = /^(?:0x)?([0-9a-f]+)$/i.exec(text)?.[1];
  if (bare === undefined || bare.length > digits) {
    throw new TraceError(number, `${what} ${quoted(text)}: a hexadecimal number of up to ${digits} digits`);
  }
  return [parseInt(bare.slice(-8), 16) | 0, bare.length > 8 ? parseInt(bare.slice(0, -8), 16) | 0 : 0];
}

const LONGEST_QUOTE = 40;

function quoted(text: string): string {
  return JSON.stringify(text.length > LONGEST_QUOTE ? `${text.slice(0, LONGEST_QUOTE)}...` : text);
}
