import type { Place } from './assembly-error.js';

/** Labels, and an instruction or directive with its operands: what stands between two newlines or semicolons. */
export interface Statement {
  readonly text: string;
  /** Of the first character that is no blank. */
  readonly place: Place;
}

/** Comments, strings and character constants, whichever comes first; only comments are blanked out. */
const commentsAndQuotes =
  /"(?:\\.|[^"\\\n])*"?|'(?:\\.|[^\\\n])'?|\/\/[^\n]*|\/\*[^]*?(?:\*\/|(?![^]))|^[ \t]*#[^\n]*/gm;

/** A statement that holds no semicolon of its own: quotes hide one. */
const statement = /(?:"(?:\\.|[^"\\])*"?|'(?:\\.|[^\\])'?|[^;"'])+/g;

/** Splits a source into its statements, without comments. Blank ones are left out. */
export function statementsOf(source: string, name: string): Statement[] {
  const bare = source.replace(commentsAndQuotes, (match) =>
    match.startsWith('"') || match.startsWith("'") ? match : match.replace(/[^\n]/g, ' '),
  );
  return bare.split('\n').flatMap((line, i) => splitLine(line, { name, line: i + 1, column: 1 }));
}

/** Splits text at semicolons. `place` is where the text starts. */
export function splitLine(line: string, place: Place): Statement[] {
  if (!line.includes(';')) return trimmed(line, place, 0);
  return [...line.matchAll(statement)].flatMap((match) => trimmed(match[0], place, match.index));
}

function trimmed(text: string, place: Place, offset: number): Statement[] {
  const start = text.search(/\S/);
  if (start < 0) return [];
  return [{ text: text.slice(start).trimEnd(), place: { ...place, column: place.column + offset + start } }];
}

/** A piece of operand text, and where in the text it starts. */
export interface Operand {
  readonly text: string;
  readonly column: number;
}

/** Splits operand text at the commas outside quotes and parentheses. No text is no operand. */
export function splitOperands(text: string): Operand[] {
  if (text.trim() === '') return [];
  const operands: Operand[] = [];
  let depth = 0,
    start = 0;
  const push = (end: number): void => {
    const piece = text.slice(start, end);
    operands.push({ text: piece.trim(), column: start + (piece.length - piece.trimStart().length) });
    start = end + 1;
  };
  for (let i = 0; i < text.length; i++) {
    const c = text[i]!;
    if (c === '"') i = endOfString(text, i);
    else if (c === "'") i = endOfCharacter(text, i);
    else if (c === '(') depth++;
    else if (c === ')') depth--;
    else if (c === ',' && depth === 0) push(i);
  }
  push(text.length);
  return operands;
}

/** The place of the quote that ends the string which starts at `start`, or of the text's last character. */
export function endOfString(text: string, start: number): number {
  for (let i = start + 1; i < text.length; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === '"') return i;
  }
  return text.length - 1;
}

/** The last character of the character constant that starts at `start`: its closing quote may be left out. */
function endOfCharacter(text: string, start: number): number {
  const end = start + (text[start + 1] === '\\' ? 2 : 1);
  return text[end + 1] === "'" ? end + 1 : end;
}
