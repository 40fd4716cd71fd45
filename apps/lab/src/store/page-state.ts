import { SERIES_IDS, TRIGGERS, type SeriesId, type TriggerName } from '@tracelab/bench';
import { ZOOM, type PipelineWindow } from '../drawing/pipeline-window.js';
import { NO_CHOICE, parseNames, type ObjectChoice } from './object-choice.js';
import { SAMPLE_NAMES, type Sample } from './samples.js';
import { FIRST, selectionOf, textOf, type Selection } from './selection.js';

export const VIEWS = ['shares', 'call', 'flame', 'code', 'pipeline', 'contention', 'published', 'object'] as const;
export type View = (typeof VIEWS)[number];

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

/** All that the page shows, apart from the bytes of an object that was dropped on it. */
export interface PageState {
  readonly a: Selection;
  /** What A is compared with; null where it stands alone. */
  readonly b: Selection | null;
  readonly view: View;
  /** In which the waterfall turns series on. */
  readonly order: readonly SeriesId[];
  /** Function whose instructions are shown; null for the one with most cycles. */
  readonly symbol: string | null;
  /** Row of the pipeline that is looked at; null for the first of the traced function. */
  readonly row: number | null;
  /** What of the pipeline is in the picture; null for what shows the row. */
  readonly window: PipelineWindow | null;
  /** Whether the call is drawn with the way into the kernel and out of it. */
  readonly isWhole: boolean;
  /** Functions down to the one that is as wide as the flame graph; none for all of it. */
  readonly zoom: readonly string[];
  readonly object: ObjectChoice;
  readonly theme: Theme;
}

export const INITIAL: PageState = { a: FIRST, b: null, view: 'shares', order: SERIES_IDS, symbol: null, row: null, window: null, isWhole: false, zoom: [], object: NO_CHOICE, theme: 'system' };

/** As a query; what is as it is at first is left out. */
export function toQuery({ a, b, view, order, symbol, row, window, isWhole, zoom, object, theme }: PageState): string {
  const query = new URLSearchParams();
  const say = (key: string, value: string, unsaid: string): void => {
    if (value !== unsaid) query.set(key, value);
  };
  say('a', textOf(a), textOf(INITIAL.a));
  if (b) query.set('b', textOf(b));
  say('view', view, INITIAL.view);
  say('order', order.join('+'), INITIAL.order.join('+'));
  say('symbol', symbol ?? '', '');
  say('row', row === null ? '' : String(row), '');
  say('window', window ? [window.top, window.left, window.perCycle].map((one) => Math.round(10 * one) / 10).join('+') : '', '');
  say('path', isWhole ? 'whole' : 'call', 'call');
  say('zoom', zoom.join('+'), '');
  say('object', object.sample ?? '', '');
  say('trigger', object.trigger ?? '', '');
  say('attach', object.attach.join('+'), '');
  say('theme', theme, INITIAL.theme);
  // "+" is a space in a query: series stay readable without it.
  return query.toString().replaceAll('%2B', '~');
}

/** What a query says, and what of it could not be read: one line each. */
export function fromQuery(text: string): { readonly state: PageState; readonly problems: readonly string[] } {
  const query = new URLSearchParams(text.replaceAll('~', '%2B'));
  const problems: string[] = [];
  const read = <T>(key: string, parse: (value: string) => T | undefined, unsaid: T, accepted: string): T => {
    const value = query.get(key);
    if (value === null) return unsaid;
    try {
      const parsed = parse(value);
      if (parsed !== undefined) return parsed;
      problems.push(`${key}=${value} in the address: ${accepted}`);
    } catch (error) {
      problems.push((error as Error).message);
    }
    return unsaid;
  };
  const number = (least: number, most: number) => (value: string) => (/^\d+$/.test(value) && Number(value) >= least && Number(value) <= most ? Number(value) : undefined);
  const oneOf = <T extends string>(values: readonly T[]) => (value: string) => values.find((one) => one === value);
  const state: PageState = {
    a: read('a', selectionOf, INITIAL.a, ''),
    b: read<Selection | null>('b', selectionOf, null, ''),
    view: read('view', oneOf(VIEWS), INITIAL.view, `one of ${VIEWS.join(', ')}`),
    order: read('order', parseOrder, INITIAL.order, `each of ${SERIES_IDS.join(', ')} once, joined by +`),
    symbol: query.get('symbol'),
    row: read<number | null>('row', number(0, 1e6), null, 'a row of the pipeline'),
    window: read<PipelineWindow | null>('window', parseWindow, null, `row, cycle and pixels per cycle (${ZOOM.least} to ${ZOOM.most}), joined by +`),
    isWhole: read('path', oneOf(['call', 'whole']), 'call', 'call or whole') === 'whole',
    zoom: read<readonly string[]>('zoom', parseChain, [], 'names of functions, each called by the one before it, joined by +'),
    object: {
      sample: read<Sample | null>('object', oneOf(SAMPLE_NAMES), null, `one of ${SAMPLE_NAMES.join(', ')}`),
      trigger: read<TriggerName | null>('trigger', oneOf(TRIGGERS), null, `one of ${TRIGGERS.join(', ')}`),
      attach: read<readonly string[]>('attach', parseNames, [], 'names of optional programs, joined by +'),
    },
    theme: read('theme', oneOf(THEMES), INITIAL.theme, `one of ${THEMES.join(', ')}`),
  };
  return { state, problems };
}

function parseOrder(text: string): SeriesId[] | undefined {
  const names = text.split('+');
  const complete = names.length === SERIES_IDS.length && SERIES_IDS.every((id) => names.includes(id));
  return complete ? (names as SeriesId[]) : undefined;
}

function parseChain(text: string): string[] | undefined {
  const names = text.split('+');
  return names.every((name) => /^[\w.$]+$/.test(name)) ? names : undefined;
}

function parseWindow(text: string): PipelineWindow | undefined {
  const [, top, left, perCycle] = (/^(\d+(?:\.\d)?)\+(-?\d+(?:\.\d)?)\+(\d+(?:\.\d)?)$/.exec(text) ?? []).map(Number);
  const isZoom = perCycle !== undefined && perCycle >= ZOOM.least && perCycle <= ZOOM.most;
  return isZoom ? { top: top!, left: left!, perCycle } : undefined;
}
