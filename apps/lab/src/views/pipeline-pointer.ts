import { useRef } from 'preact/hooks';

/** In pixels from the upper left corner of what is pointed at. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** What a mouse, fingers or a pen do with a sheet. */
export interface SheetGestures {
  readonly onClick: (at: Point) => void;
  readonly onDrag: (dx: number, dy: number, to: Point) => void;
  readonly onZoom: (factor: number, at: Point) => void;
  /** @returns whether there was room to scroll: the page scrolls otherwise */
  readonly onScroll: (dx: number, dy: number) => boolean;
  readonly onPoint: (at: Point | null) => void;
}

/** Pixels until it is no click any more. */
const STILL = 4;
/** Of a wheel that counts lines (`WheelEvent.deltaMode`). */
const LINE = 17;

/** Handlers for an element: drag and wheel, pinch and ctrl+wheel, click, hover. */
export function useSheetPointer({ onClick, onDrag, onZoom, onScroll, onPoint }: SheetGestures) {
  const down = useRef(new Map<number, Point>());
  const isMoved = useRef(false);
  return {
    onPointerDown: (event: PointerEvent): void => {
      if (event.button !== 0) return;
      if (down.current.size === 0) isMoved.current = false;
      down.current.set(event.pointerId, pointOf(event));
    },
    onPointerMove: (event: PointerEvent): void => {
      const [to, from] = [pointOf(event), down.current.get(event.pointerId)];
      if (!from) return onPoint(to);
      const [dx, dy] = [to.x - from.x, to.y - from.y];
      if (!isMoved.current && Math.hypot(dx, dy) < STILL) return;
      isMoved.current = true;
      onPoint(null);
      (event.currentTarget as Element).setPointerCapture(event.pointerId);
      const other = [...down.current].find(([id]) => id !== event.pointerId)?.[1];
      if (other) onZoom(distance(to, other) / Math.max(1, distance(from, other)), { x: (to.x + other.x) / 2, y: to.y });
      else onDrag(dx, dy, to);
      down.current.set(event.pointerId, to);
    },
    onPointerUp: (event: PointerEvent): void => {
      if (down.current.delete(event.pointerId) && !isMoved.current) onClick(pointOf(event));
    },
    onPointerCancel: (event: PointerEvent): void => void down.current.delete(event.pointerId),
    onPointerLeave: (event: PointerEvent): void => {
      if (!isMoved.current) down.current.delete(event.pointerId);
      onPoint(null);
    },
    onWheel: (event: WheelEvent): void => {
      const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? LINE : 1;
      const [dx, dy] = (event.shiftKey ? [event.deltaY || event.deltaX, 0] : [event.deltaX, event.deltaY]).map((delta) => delta * unit) as [number, number];
      if (event.ctrlKey || event.metaKey) {
        event.preventDefault();
        onZoom(2 ** (-dy / 160), pointOf(event));
      } else if (onScroll(dx, dy)) event.preventDefault();
    },
  };
}

function pointOf(event: MouseEvent): Point {
  const { left, top } = (event.currentTarget as Element).getBoundingClientRect();
  return { x: event.clientX - left, y: event.clientY - top };
}

function distance(one: Point, other: Point): number {
  return Math.hypot(one.x - other.x, one.y - other.y);
}
