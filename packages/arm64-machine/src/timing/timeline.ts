/**
 * The instruction in hand, from fetch to retirement: when it passed each stage, and the index in CAUSES of what it waited
 * for before it did. One object is reused for every instruction. Times never decrease from line to line.
 */
export class Timeline {
  /** Could dispatch as far as the front end is concerned. */
  fetched = 0;
  fetchCause = 0;
  /** Entered the window. */
  dispatched = 0;
  dispatchCause = 0;
  /** Had everything that it waits for, a port aside. */
  operands = 0;
  operandCause = 0;
  /** Got its port. */
  issued = 0;
  issueCause = 0;
  /** Could retire as far as it is concerned. */
  completed = 0;
  completeCause = 0;
}

/** From dispatch until an instruction can issue, if nothing holds it up. */
export const DISPATCH_TO_ISSUE = 1;

/** The shortest way of an instruction through the core, in cycles before its retirement. */
export const DISPATCH_TO_RETIRE = 3;
export const ISSUE_TO_RETIRE = 2;
export const COMPLETE_TO_RETIRE = 1;
