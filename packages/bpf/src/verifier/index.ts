export type { ProgramContext, TrampolineType, VerifierInput, VerifierMap } from './input.js';
export type { InstructionFacts, VerifiedFunction, VerifierResult } from './result.js';
export { verify, type VerifyOptions } from './verify.js';
export { VerifierError } from './verifier-error.js';
