export { findTool, oracle } from './oracle.js';
