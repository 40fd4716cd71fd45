/** What of a pipeline is in the picture. */
export interface PipelineWindow {
  /** Row at its upper edge; a fraction where it is between two. */
  readonly top: number;
  /** Cycle at its left edge. */
  readonly left: number;
  /** Pixels of a cycle. */
  readonly perCycle: number;
}

/** What a picture has room for: rows, and pixels for cycles. */
export interface Room {
  readonly rows: number;
  readonly width: number;
}

/** Pixels of a cycle, and the factor of a step. */
export const ZOOM = { least: 0.5, most: 48, step: Math.SQRT2 } as const;

/** Heights of a row, and of the axis above them. */
export const [ROW, HEAD] = [17, 20];

/** Where in a picture of a width the columns begin: symbol at 0, instruction, end of the cycles held, chart. */
export function columnsOf(width: number): { readonly text: number; readonly held: number; readonly chart: number } {
  return width > 720 ? { text: 158, held: 372, chart: 376 } : { text: 84, held: 256, chart: 260 };
}

/** What is at a point of the picture: a row, the cycle, and whose of two instructions. */
export interface PipelinePlace {
  readonly row: number;
  /** Null beside the chart. */
  readonly cycle: number | null;
  /** At the height of the thin bars. */
  readonly isLower: boolean;
}

/** @returns undefined on the axis */
export function placeAt({ top, left, perCycle }: PipelineWindow, width: number, x: number, y: number): PipelinePlace | undefined {
  const { chart } = columnsOf(width);
  const down = top + (y - HEAD) / ROW;
  if (y < HEAD) return undefined;
  return { row: Math.floor(down), cycle: x < chart ? null : left + (x - chart) / perCycle, isLower: (down % 1) * ROW > 11 };
}
