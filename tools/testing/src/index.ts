export { gnuObjectFile, gnuSection, hexLines, inDirectory, testAgainstGnuAs, type Assemble } from './gnu-as.js';
export { findTool, oracle } from './oracle.js';
