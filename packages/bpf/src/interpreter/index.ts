export { interpret, type InterpreterOptions } from './interpreter.js';
