import type { VerifierInput } from './input.js';
import { VerifierLog } from './log.js';
import type { VerifierResult } from './result.js';
import { Verifier } from './verifier.js';
import { Refusal, VerifierError } from './verifier-error.js';

export interface VerifyOptions {
  /** Keep the log of a program that is accepted, too. */
  readonly log?: boolean;
  /** Instructions to look at before the program counts as too large. BPF_COMPLEXITY_LIMIT_INSNS unless stated. */
  readonly limit?: number;
}

const BPF_COMPLEXITY_LIMIT_INSNS = 1_000_000;
/** Instructions that a log goes back from where the program is refused. */
const LOGGED = 2000;

/**
 * Follows every path of a program with what can be known of registers and stack. What is accepted neither faults nor runs
 * for ever, and touches only what it owns.
 * @throws VerifierError, one line in the kernel's words; its log has the paths.
 */
export function verify(input: VerifierInput, options: VerifyOptions = {}): VerifierResult {
  const { log = false, limit = BPF_COMPLEXITY_LIMIT_INSNS } = options;
  const verifier = new Verifier(input, new VerifierLog(log ? 0 : Infinity), limit);
  try {
    return verifier.run();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw withLog(input, error, verifier.processed, limit);
  }
}

/** The same once more: the log costs more than all the rest. */
function withLog(input: VerifierInput, refusal: Refusal, processed: number, limit: number): VerifierError {
  const log = new VerifierLog(Math.max(0, processed - LOGGED));
  try {
    new Verifier(input, log, limit).run();
  } catch {
    log.line(refusal.message);
  }
  const { message, instruction } = refusal;
  const where =
    instruction === undefined ? input.name : `${input.name}: insn ${instruction}${log.text(input, instruction)}`;
  return new VerifierError(where, message, instruction, log.toString());
}
