export { GdbSession, type GdbSessionEnd, type GdbSessionOptions } from './session.js';
