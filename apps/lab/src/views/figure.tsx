import { withoutBigints } from '@tracelab/bench';
import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';
import { csvOf, type Table } from '../export/csv.js';
import { save } from '../export/save.js';
import { standaloneSvg } from '../export/standalone-svg.js';

interface FigureProps {
  /** Of the files. */
  readonly name: string;
  readonly title: string;
  readonly about?: ComponentChildren;
  readonly table?: Table | undefined;
  readonly json?: unknown;
  /** Whether there is a picture to save. */
  readonly isPicture?: boolean;
  /** Whether what is there is of what is chosen: it can be saved. */
  readonly isReady?: boolean;
  readonly children: ComponentChildren;
}

/** Something to look at, with what it can be taken away as. */
export function Figure({ name, title, about, table, json, isPicture = true, isReady = true, children }: FigureProps) {
  const root = useRef<HTMLElement>(null);
  const saveSvg = (): void => {
    const pictures = [...root.current!.querySelectorAll<SVGSVGElement>('svg[data-figure]')];
    if (pictures.length > 0) save(`${name}.svg`, standaloneSvg(pictures), 'image/svg+xml');
  };
  return (
    <section class="figure" ref={root} aria-label={title} data-figure-name={name}>
      <div class="head">
        <h2>{title}</h2>
        <p class="exports" role="group" aria-label={`Save ${title}`}>
          {isPicture && (
            <button type="button" disabled={!isReady} onClick={saveSvg}>
              SVG
            </button>
          )}
          {table && (
            <button type="button" disabled={!isReady} onClick={() => save(`${name}.csv`, csvOf(table), 'text/csv')}>
              CSV
            </button>
          )}
          {json !== undefined && (
            <button type="button" disabled={!isReady} onClick={() => save(`${name}.json`, `${JSON.stringify(json, withoutBigints, 2)}\n`, 'application/json')}>
              JSON
            </button>
          )}
        </p>
      </div>
      {about && <p class="about">{about}</p>}
      {children}
    </section>
  );
}
