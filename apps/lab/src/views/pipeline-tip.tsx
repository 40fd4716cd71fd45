import type { Point } from './pipeline-pointer.js';

/** What it is, and more of it. */
export type TipText = readonly [what: string, more: string];

/** Says what is under the pointer, on the side where there is more room. What it says, the selected row says without a mouse. */
export function Tip({ at, width, text: [what, more] }: { readonly at: Point; readonly width: number; readonly text: TipText }) {
  const isLeft = at.x > width / 2;
  return (
    <div class="tip" style={{ top: at.y + 14, ...(isLeft ? { right: width - at.x + 10 } : { left: at.x + 14 }) }}>
      <b>{what}</b>
      <span>{more}</span>
    </div>
  );
}
