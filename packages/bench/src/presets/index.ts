export { runPreset, type PresetOptions, type PresetResult } from './run-preset.js';
export { PRESETS, type Preset, type Refusal } from './table.js';
