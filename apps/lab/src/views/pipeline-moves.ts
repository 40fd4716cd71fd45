import { producerOf } from '../drawing/pipeline-rows.js';
import type { PipelineSheet } from '../drawing/pipeline-sheet.js';
import { ZOOM, type PipelineWindow } from '../drawing/pipeline-window.js';
import type { PipelineLook } from '../store/pipeline-look.js';
import { nextStall, type Stall } from '../store/pipeline-stalls.js';

/** How one gets from what is looked at to something else, by whatever is pressed or turned. */
export class PipelineMoves {
  readonly #look: PipelineLook;
  readonly #sheet: PipelineSheet;
  readonly #window: PipelineWindow;
  readonly #stalls: readonly Stall[];
  readonly selected: number;

  constructor(look: PipelineLook, sheet: PipelineSheet, window: PipelineWindow, selected: number, stalls: readonly Stall[]) {
    this.#look = look;
    this.#sheet = sheet;
    this.#window = window;
    this.#stalls = stalls;
    this.selected = selected;
  }

  /** @param isPassing on the way to another, as while a key is held */
  select(row: number, isPassing = false): void {
    const to = Math.max(0, Math.min(this.#sheet.rows.length - 1, row));
    this.#look.set({ row: to, window: this.#sheet.revealed(this.#window, to) }, isPassing);
  }

  /** To a row for what happened to it: all of its way is to be seen. */
  jump(row: number): void {
    this.#look.set({ row, window: this.#sheet.entire(this.#window, row) });
  }

  selectBy(rows: number, isPassing = false): void {
    this.select(this.selected + rows, isPassing);
  }

  /** A page of the window. */
  get page(): number {
    return this.#sheet.room.rows - 1;
  }

  get producer(): number | null {
    return producerOf(this.#sheet.rows[this.selected]!);
  }

  /** The first row that waited for the selected one. */
  get consumer(): number | null {
    const found = this.#sheet.rows.findIndex(({ producers: { a, b } }) => a === this.selected || b === this.selected);
    return found < 0 ? null : found;
  }

  stall(direction: 1 | -1, cycles: number): number | null {
    return nextStall(this.#stalls, this.selected, direction, cycles)?.row ?? null;
  }

  /** @returns whether there was room to */
  scroll(rows: number, cycles: number): boolean {
    const to = this.#sheet.dragged(this.#sheet.scrolled(this.#window, rows), { rows: 0, cycles });
    this.#look.set({ row: this.selected, window: to }, true);
    return to.top !== this.#window.top || to.left !== this.#window.left;
  }

  drag(rows: number, cycles: number): void {
    this.#look.set({ row: this.selected, window: this.#sheet.dragged(this.#window, { rows, cycles }) }, true);
  }

  /** @param cycle that stays where it is; where there is none, the selected row if it is in sight, else the middle */
  zoom(factor: number, cycle?: number): void {
    const { left, perCycle } = this.#window;
    const { at } = this.#sheet.rows[this.selected]!;
    const span = this.#sheet.room.width / perCycle;
    const about = cycle ?? (at >= left && at <= left + span ? at : left + span / 2);
    this.#look.set({ row: this.selected, window: this.#sheet.zoomed(this.#window, factor, about) }, true);
  }

  canZoom(factor: number): boolean {
    return factor > 1 ? this.#window.perCycle < ZOOM.most : this.#window.perCycle > ZOOM.least;
  }

  fit(): void {
    this.#look.set({ row: this.selected, window: this.#sheet.fitted(this.#window) });
  }

  /** The window around a row, wherever it was. */
  centre(row: number, isPassing = false): void {
    this.#look.set({ row: this.selected, window: this.#sheet.centred(row, this.#window.perCycle) }, isPassing);
  }
}
