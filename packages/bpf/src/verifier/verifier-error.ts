import { BpfLoadError } from '../load-error.js';

/** A program that is refused: one line that says where and why. */
export class VerifierError extends BpfLoadError {
  /** The kernel's verifier log, up to the reason. */
  readonly log: string;
  /** Slot of the instruction; undefined where the program as a whole is wrong. */
  readonly instruction: number | undefined;
  /** The reason alone, in the kernel's words. */
  readonly reason: string;

  constructor(where: string, reason: string, instruction: number | undefined, log: string) {
    super(`${where}: ${reason}`);
    this.reason = reason;
    this.instruction = instruction;
    this.log = log;
  }
}

/** Thrown within the verifier; {@link VerifierError} is made of it where the log is complete. */
export class Refusal extends Error {
  readonly instruction: number | undefined;

  constructor(reason: string, instruction?: number) {
    super(reason);
    this.instruction = instruction;
  }
}
