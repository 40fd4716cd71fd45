export { interpret, type InterpreterOptions, type Invoke } from './interpreter.js';
