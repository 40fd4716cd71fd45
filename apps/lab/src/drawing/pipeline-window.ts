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
export const ZOOM = { least: 0.5, first: 8, most: 48, step: Math.SQRT2 } as const;
