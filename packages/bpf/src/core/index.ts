export { relocateCore, type CoreContext } from './relocate.js';
