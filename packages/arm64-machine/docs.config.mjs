import { instructionList } from './dist/isa/instruction-list.js';
import { coreDocuments } from './dist/timing/document/index.js';

export default {
  ...coreDocuments,
  /** What the machine executes. */
  instructions: () => instructionList(),
};
