import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Bar } from './pipeline-scale.js';

/** Rectangles too many for elements, in the colours that the style sheet gives their classes. */
export function CanvasBars({ bars, width, height }: { readonly bars: readonly Bar[]; readonly width: number; readonly height: number }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const probe = useRef<SVGSVGElement>(null);
  const appearance = useAppearance();
  useLayoutEffect(() => {
    const ratio = devicePixelRatio;
    const [element, rect] = [canvas.current!, probe.current!.firstElementChild!];
    element.width = Math.round(width * ratio);
    element.height = Math.round(height * ratio);
    const context = element.getContext('2d')!;
    const inks = new Map<string, { readonly fill: string; readonly opacity: number }>();
    for (const { ink, x, y, width, height } of bars) {
      if (!inks.has(ink)) {
        rect.setAttribute('class', ink);
        const { fill, fillOpacity } = getComputedStyle(rect);
        inks.set(ink, { fill, opacity: Number(fillOpacity) });
      }
      const { fill, opacity } = inks.get(ink)!;
      context.fillStyle = fill;
      context.globalAlpha = opacity;
      const [left, top] = [Math.round(x * ratio), Math.round(y * ratio)];
      context.fillRect(left, top, Math.max(1, Math.round((x + width) * ratio) - left), Math.max(1, Math.round((y + height) * ratio) - top));
    }
  }, [bars, width, height, appearance]);
  return (
    <>
      <canvas ref={canvas} style={{ width, height }} aria-hidden="true" />
      <svg ref={probe} width="0" height="0" aria-hidden="true">
        <rect />
      </svg>
    </>
  );
}

/** Another value whenever colours or the pixels of a screen may have changed. */
function useAppearance(): number {
  const [changes, setChanges] = useState(0);
  useLayoutEffect(() => {
    const onChange = (): void => setChanges((before) => before + 1);
    const observer = new MutationObserver(onChange);
    observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
    const queries = ['(prefers-color-scheme: dark)', `(resolution: ${devicePixelRatio}dppx)`].map((query) => matchMedia(query));
    for (const query of queries) query.addEventListener('change', onChange);
    return () => {
      observer.disconnect();
      for (const query of queries) query.removeEventListener('change', onChange);
    };
  }, [changes]);
  return changes;
}
