import type { PipelinePair } from './pipeline-rows.js';
import { spansOf } from './pipeline-spans.js';
import { ZOOM, type PipelineWindow, type Room } from './pipeline-window.js';

/** Left free around what is looked for. */
const [CYCLES_BEFORE, ROWS_BEFORE] = [4, 4];
/** What a page of rows takes, as long as nothing special happens. */
const CYCLES_AT_ONCE = 48;

/** Rows over cycles, and how a window moves on them: it never loses sight of them. */
export class PipelineSheet {
  readonly rows: readonly PipelinePair[];
  readonly room: Room;
  /** The first and the last cycle in which anything is to be seen. */
  readonly extent: readonly [from: number, to: number];

  constructor(rows: readonly PipelinePair[], room: Room) {
    this.rows = rows;
    this.room = room;
    this.extent = extentOf(rows);
  }

  /** The window that shows a row with a few before it. */
  windowAt(row: number, perCycle: number = this.#easyZoom): PipelineWindow {
    const top = this.#clampedTop(row - ROWS_BEFORE);
    return this.clamped({ top, left: this.#leftOf(top), perCycle });
  }

  /** The same with a row in the middle. */
  centred(row: number, perCycle: number): PipelineWindow {
    return this.windowAt(row + ROWS_BEFORE - Math.floor(this.room.rows / 2), perCycle);
  }

  /** Down by rows, and along with the instructions to the right. */
  scrolled(window: PipelineWindow, rows: number): PipelineWindow {
    const top = this.#clampedTop(window.top + rows);
    return this.clamped({ ...window, top, left: window.left + this.#leftOf(top) - this.#leftOf(window.top) });
  }

  /** As a sheet under a finger, both ways. */
  dragged(window: PipelineWindow, by: { readonly rows: number; readonly cycles: number }): PipelineWindow {
    return this.clamped({ ...window, top: window.top + by.rows, left: window.left + by.cycles });
  }

  /** The cycle that is looked at stays where it is. */
  zoomed(window: PipelineWindow, factor: number, cycle: number): PipelineWindow {
    const perCycle = Math.min(ZOOM.most, Math.max(ZOOM.least, window.perCycle * factor));
    return this.clamped({ ...window, perCycle, left: cycle - ((cycle - window.left) * window.perCycle) / perCycle });
  }

  /** As far out or in as shows the whole way of every row of the window. */
  fitted(window: PipelineWindow): PipelineWindow {
    const [from, to] = extentOf(this.rows.slice(Math.floor(window.top), Math.ceil(window.top + this.room.rows)));
    const perCycle = Math.min(ZOOM.most, Math.max(ZOOM.least, this.room.width / (to - from + 2)));
    return { ...window, perCycle, left: from - 1 };
  }

  /** Moves no further than it takes to see the row and the beginning of it. */
  revealed(window: PipelineWindow, row: number): PipelineWindow {
    const [above, below] = [row - 1 - window.top, row + 2 - (window.top + this.room.rows)];
    // A row that is far away is looked at with what led to it.
    const isFar = above < -this.room.rows || below > this.room.rows;
    const by = isFar ? row - ROWS_BEFORE - window.top : above < 0 ? above : Math.max(0, below);
    const there = by === 0 ? window : this.scrolled(window, by);
    const { at } = this.rows[row]!;
    const isSeen = at >= there.left && at < there.left + (0.9 * this.room.width) / there.perCycle;
    return isSeen ? there : this.clamped({ ...there, left: at - CYCLES_BEFORE });
  }

  /** Moves and zooms out no further than it takes to see the whole way of a row. */
  entire(window: PipelineWindow, row: number): PipelineWindow {
    const there = this.revealed(window, row);
    const [from, to] = extentOf([this.rows[row]!]);
    const [first, last] = [from - CYCLES_BEFORE, to + CYCLES_BEFORE];
    const perCycle = Math.max(ZOOM.least, Math.min(there.perCycle, this.room.width / (last - first)));
    const span = this.room.width / perCycle;
    const left = from < there.left ? first : to > there.left + span ? last - span : there.left;
    return this.clamped({ ...there, perCycle, left });
  }

  clamped(window: PipelineWindow): PipelineWindow {
    const [from, to] = this.extent;
    const half = this.room.width / window.perCycle / 2;
    return { ...window, top: this.#clampedTop(window.top), left: Math.max(from - half, Math.min(to - half, window.left)) };
  }

  get #easyZoom(): number {
    return Math.max(5, Math.min(16, Math.round(this.room.width / CYCLES_AT_ONCE)));
  }

  #clampedTop(top: number): number {
    return Math.max(0, Math.min(top, this.rows.length - this.room.rows));
  }

  /** Where a window with this top begins; between two rows, between theirs. */
  #leftOf(top: number): number {
    const [above, part] = [Math.floor(top), top - Math.floor(top)];
    const left = this.#leftOfRow(above);
    return part === 0 ? left : left + part * (this.#leftOfRow(above + 1) - left);
  }

  /** Rows of B alone run ahead of A's next: the one that begins first counts. */
  #leftOfRow(top: number): number {
    return Math.min(...this.rows.slice(top, top + this.room.rows).map(({ at }) => at)) - CYCLES_BEFORE;
  }
}

function extentOf(rows: readonly PipelinePair[]): readonly [number, number] {
  let [from, to] = [Infinity, -Infinity];
  for (const { a, b, at } of rows) {
    for (const line of [a, b]) {
      if (!line) continue;
      const shift = at - line.fetched;
      from = Math.min(from, (spansOf(line)[0]?.from ?? line.fetched) + shift);
      to = Math.max(to, line.retired + shift);
    }
  }
  return from > to ? [0, 1] : [from, to];
}
