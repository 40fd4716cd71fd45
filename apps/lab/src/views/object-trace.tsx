import { Figure } from './figure.js';
import { LongText } from './long-text.js';
import { MoreButton, useFirst } from './more-button.js';

/** What programs printed, as trace_pipe would have it. */
export function ObjectTrace({ lines }: { readonly lines: readonly string[] }) {
  const [shown, showMore] = useFirst(lines);
  if (lines.length === 0) return null;
  return (
    <Figure name="object-trace" title="trace_printk" isPicture={false} table={{ columns: ['line'], rows: lines.map((line) => [line]) }}>
      <ol class="trace mono" aria-label="Lines of trace_printk">
        {shown.map((line, i) => (
          <li key={i}>
            <LongText text={line} />
          </li>
        ))}
      </ol>
      <MoreButton shown={shown.length} all={lines.length} onMore={showMore} what="lines of trace_printk" />
    </Figure>
  );
}
