import { coreDocuments } from './dist/timing/document/index.js';

export default { ...coreDocuments };
