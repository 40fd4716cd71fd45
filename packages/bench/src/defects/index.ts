export { callCost, defectCosts, type DefectCost } from './defect-costs.js';
