export { callCost, defectCosts, type DefectCost } from './defect-costs.js';
export { defectsTable, trampolineVariantsTable } from './tables.js';
