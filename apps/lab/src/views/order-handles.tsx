import { useRef, useState } from 'preact/hooks';
import type { SeriesId } from '@tracelab/bench';
import { FALL_HEAD, FALL_ROW } from '../drawing/waterfall.js';

/** Handles beside the steps of the waterfall: dragged, or moved with the arrow keys. */
export function OrderHandles({ order, onOrder }: { readonly order: readonly SeriesId[]; readonly onOrder: (order: SeriesId[]) => void }) {
  const list = useRef<HTMLOListElement>(null);
  const [dragged, setDragged] = useState<SeriesId | null>(null);
  const moveTo = (id: SeriesId, index: number): void => {
    const to = Math.max(0, Math.min(order.length - 1, index));
    if (order.indexOf(id) === to) return;
    const others = order.filter((one) => one !== id);
    onOrder([...others.slice(0, to), id, ...others.slice(to)]);
  };
  const onKeyDown = (id: SeriesId) => (event: KeyboardEvent): void => {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    moveTo(id, order.indexOf(id) + step);
    const handle = event.currentTarget as HTMLElement;
    requestAnimationFrame(() => handle.focus());
  };
  const onPointerMove = (event: PointerEvent): void => {
    if (!dragged) return;
    moveTo(dragged, Math.floor((event.clientY - list.current!.getBoundingClientRect().top) / FALL_ROW));
  };
  return (
    <ol class="handles" ref={list} style={{ marginTop: FALL_HEAD + FALL_ROW }}>
      {order.map((id, i) => (
        <li key={id} style={{ height: FALL_ROW }}>
          <button
            type="button"
            class={dragged === id ? 'handle dragged' : 'handle'}
            aria-label={`${id}, step ${i + 1} of ${order.length}: drag, or move with the arrow keys`}
            title="Drag, or move with the arrow keys"
            onKeyDown={onKeyDown(id)}
            onPointerDown={(event) => {
              event.currentTarget.setPointerCapture(event.pointerId);
              setDragged(id);
            }}
            onPointerMove={onPointerMove}
            onPointerUp={() => setDragged(null)}
            onPointerCancel={() => setDragged(null)}
          >
            <svg viewBox="0 0 10 16" width="10" height="16" aria-hidden="true">
              {[3, 8, 13].flatMap((y) => [2.5, 7.5].map((x) => <circle key={`${x},${y}`} cx={x} cy={y} r="1.4" />))}
            </svg>
          </button>
        </li>
      ))}
    </ol>
  );
}
