import { instructionList } from './dist/isa/instruction-list.js';
import { leftOutList } from './dist/isa/left-out.js';
import { coreDocuments } from './dist/timing/document/index.js';

export default {
  ...coreDocuments,
  /** What the machine executes. */
  instructions: () => instructionList(),
  /** What it does not. */
  'left-out': () => leftOutList(),
};
