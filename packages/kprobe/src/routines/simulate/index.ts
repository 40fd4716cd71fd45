import { condChecks, simulateBCond } from './b-cond.js';
import { simulateBBl, simulateBrBlrRet } from './branch.js';
import { compareBranches } from './compare-branch.js';
import { simulateAdrAdrp, simulateLdrLiteral, simulateLdrswLiteral } from './pc-relative.js';

export { aarch32OpcodeCondChecks } from './b-cond.js';

/** What runs in place of instructions that a slot would change the meaning of. */
export const simulations = [
  simulateBBl, simulateBrBlrRet, simulateBCond, ...condChecks, ...compareBranches, simulateAdrAdrp, simulateLdrLiteral, simulateLdrswLiteral,
] as const;
