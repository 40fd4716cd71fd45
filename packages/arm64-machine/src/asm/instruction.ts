import { OperandError, type Encoded, type EncodeContext, type InstructionSet } from '../isa/index.js';
import type { Assembler } from './assembler.js';
import { readingAt, StatementError } from './assembly-error.js';
import { parseExpression } from './expression.js';
import type { Literal } from './literal-pool.js';
import { operandValue } from './relocate.js';
import type { Site } from './symbol-scope.js';
import { describeTerm, type Location, type Value } from './value.js';

/** Reserves an instruction's word, and has it encoded in the second pass. */
export function emitInstruction(assembler: Assembler, mnemonic: string, operands: string): void {
  if (!assembler.instructions.has(mnemonic)) {
    throw new StatementError(`unknown ${mnemonic.startsWith('.') ? 'directive' : 'mnemonic'} "${mnemonic}"`);
  }
  const { section } = assembler;
  if (section.size % 4 !== 0)
    throw new StatementError(`instruction at offset ${section.size}, no multiple of 4: .align 2 before it`);
  section.alignTo(4);
  const site = assembler.site();
  const text = withoutAliases(operands, assembler.registerAliases);
  const literal = requestLiteral(assembler, mnemonic, text, site);
  const offset = section.reserve(4);
  assembler.defer(() => {
    const encoded = literal
      ? encodeAt(assembler.instructions, mnemonic, literal.operands, { pc: BigInt(offset), evaluate: () => BigInt(literal.literal.offset!) })
      : encodeAt(assembler.instructions, mnemonic, text, contextOf(assembler, text, site, site.location));
    section.writeWord(offset, encoded.word);
    if (encoded.relocation) section.relocate({ offset, ...encoded.relocation });
  });
}

function contextOf(assembler: Assembler, operands: string, site: Site, location: Location): EncodeContext {
  return {
    pc: BigInt(location.offset),
    evaluate: (expression, use) =>
      readingAt(Math.max(operands.indexOf(expression), 0), () =>
        operandValue(assembler.scope.evaluateText(expression, site), use, location),
      ),
  };
}

function encodeAt(instructions: InstructionSet, mnemonic: string, operands: string, context: EncodeContext): Encoded {
  try {
    return instructions.encode(mnemonic, operands, context);
  } catch (error) {
    if (error instanceof OperandError) throw new StatementError(error.message, error.column);
    throw error;
  }
}

function withoutAliases(operands: string, aliases: ReadonlyMap<string, string>): string {
  if (aliases.size === 0) return operands;
  return operands.replace(/(?<![\w.$])[A-Za-z_][\w$]*/g, (name) => aliases.get(name.toLowerCase()) ?? name);
}

const literalSizes: Readonly<Record<string, number>> = { w: 4, s: 4, d: 8, q: 16 };

/**
 * For `ldr xN, =expression`: the literal, and operands to which its place can be given. GNU as makes a literal of
 * numbers that a MOV could make, too.
 */
function requestLiteral(
  assembler: Assembler,
  mnemonic: string,
  operands: string,
  site: Site,
): { literal: Literal; operands: string } | undefined {
  const match = /^([A-Za-z]\w*)\s*,\s*=\s*/.exec(operands);
  if (!match || (mnemonic !== 'ldr' && mnemonic !== 'ldrsw')) return undefined;
  const [written, register] = match;
  const text = operands.slice(written.length);
  const size = mnemonic === 'ldrsw' ? 4 : (literalSizes[register![0]!.toLowerCase()] ?? 8);
  const value = readingAt(written.length, () => assembler.scope.tryEvaluate(parseExpression(text), site));
  const literal = assembler.section.literals.request(
    literalKey(value) ?? `${text} ${site.sequence}`,
    size,
    text,
    site,
    assembler.place,
  );
  return { literal, operands: `${register}, literal` };
}

/** Equal for equal numbers and equal addresses; undefined for what the source has yet to define. */
function literalKey(value: Value | undefined): string | undefined {
  if (!value || value.minus) return undefined;
  return `${value.plus ? describeTerm(value.plus) : ''} ${value.constant}`;
}
