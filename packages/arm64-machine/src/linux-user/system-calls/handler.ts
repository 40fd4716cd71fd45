import type { LinuxProcess } from '../process.js';

/**
 * What one system call does. It gets X0 to X5 and gives what the process finds in X0; undefined leaves X0 alone.
 *
 * @throws SystemCallFailure where it fails
 */
export type Handler = (process: LinuxProcess, ...args: SixArguments) => bigint | number | undefined;
export type SixArguments = readonly [bigint, bigint, bigint, bigint, bigint, bigint];

/** Arguments that are `int` have undefined upper halves. */
export function int(argument: bigint): number {
  return Number(BigInt.asIntN(32, argument));
}
