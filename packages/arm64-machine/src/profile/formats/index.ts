export { callEvents, type CallEvent } from './call-events.js';
export { chromeTrace, type ChromeEvent, type ChromeTrace } from './chrome.js';
export { collapsed } from './collapsed.js';
export { kanata, KANATA_STAGES } from './kanata.js';
export { perfScript } from './perf-script.js';
export { speedscope, type SpeedscopeFile } from './speedscope.js';
