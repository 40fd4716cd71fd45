import { useLayoutEffect, useRef, useState } from 'preact/hooks';

/** Width of an element in CSS pixels, as the page is resized. */
export function useWidth(first: number) {
  const root = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(first);
  useLayoutEffect(() => {
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry!.contentRect.width)));
    observer.observe(root.current!);
    setWidth(root.current!.clientWidth);
    return () => observer.disconnect();
  }, []);
  return [root, width] as const;
}
