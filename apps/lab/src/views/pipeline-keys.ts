import { ZOOM } from '../drawing/pipeline-window.js';
import type { PipelineMoves } from './pipeline-moves.js';

/** Cycles that an arrow key pans. */
const PAN = 8;

/** What keys do while the window has the focus, as a person is told. */
export const KEYS = 'Arrow keys, Page Up, Page Down, Home and End go through the instructions, left and right through the cycles; plus and minus zoom, P goes to what a row waited for, C to who waited for it';

export function pipelineKey(event: KeyboardEvent, moves: PipelineMoves): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const { repeat } = event;
  const to = (row: number | null) => (): void => void (row !== null && moves.jump(row));
  const move: Readonly<Record<string, () => void>> = {
    ArrowDown: () => moves.selectBy(1, repeat),
    ArrowUp: () => moves.selectBy(-1, repeat),
    PageDown: () => moves.selectBy(moves.page, repeat),
    PageUp: () => moves.selectBy(-moves.page, repeat),
    Home: () => moves.select(0),
    End: () => moves.select(Infinity),
    ArrowLeft: () => void moves.scroll(0, -PAN),
    ArrowRight: () => void moves.scroll(0, PAN),
    '+': () => moves.zoom(ZOOM.step),
    '=': () => moves.zoom(ZOOM.step),
    '-': () => moves.zoom(1 / ZOOM.step),
    0: () => moves.fit(),
    p: to(moves.producer),
    c: to(moves.consumer),
  };
  const chosen = move[event.key];
  if (!chosen) return;
  event.preventDefault();
  chosen();
}
