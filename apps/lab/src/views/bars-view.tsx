import { useState } from 'preact/hooks';
import { Bars, type Bar } from '../drawing/bars.js';
import { barRows, type BarRow } from '../store/bars.js';
import type { Store } from '../store/store.js';
import type { Refusal } from '../worker/answer.js';
import { BarsTable } from './bars-table.js';
import { aboutBar, hit, markText, overhead } from './bar-text.js';
import { Detail } from './detail.js';
import { Figure } from './figure.js';
import { RefusalText } from './refusal-text.js';
import { useWidth } from './use-width.js';

/** What one iteration costs: the first thing to see, and always there. */
export function BarsView({ store }: { readonly store: Store }) {
  const { a, b } = store.state.value;
  const rows = barRows(a, b, store.results);
  const [root, width] = useWidth(720);
  const isNarrow = width < NARROW;
  const [about, setAbout] = useState<string | null>(null);
  const refusals = refusalsOf(rows);
  return (
    <Figure
      name="bars"
      isReady={rows.every(({ cost, refusal }) => cost ?? refusal)}
      title="Cycles per iteration"
      about="A loop of getpgid() system calls, each traced once. Grey is what the loop costs untraced."
      table={{
        columns: ['bar', 'configuration', 'cycles', 'instructions', 'overhead', 'hit', 'published'],
        rows: rows.map(({ name, id, cost, published }) => [
          name, id, cost?.cycles ?? null, cost?.instructions ?? null, cost ? overhead(cost) ?? null : null, cost ? hit(cost) ?? null : null, published.map(markText).join('; ') || null,
        ]),
      }}
      json={rows}
    >
      <div class={isNarrow ? 'bars narrow' : 'bars'} ref={root}>
        <Bars bars={rows.map(bar)} width={isNarrow ? width : width - TABLE} onPoint={setAbout} />
        <BarsTable rows={rows} onPoint={setAbout} />
      </div>
      <Detail text={about} rest="Overhead: cycles above the base. Hit: the part of the base’s rate that tracing takes, overhead / cycles. A line is a published figure; dashed where only its hit was published." />
      {refusals.map(({ refusal, names }) => (
        <RefusalText key={refusal.message} refusal={refusal} name={names} />
      ))}
    </Figure>
  );
}

const TABLE = 404;
/** Then the numbers are below the bars. */
const NARROW = 820;

/** Most characters of a configuration beside its name. */
const NOTE = 29;

function bar(row: BarRow): Bar {
  const { key, name, id, cost, refusal, published } = row;
  const marks = published
    .filter(({ metric }) => metric === 'cycles' || !published.some((other) => other.metric === 'cycles'))
    .flatMap((mark) => {
      const isRate = mark.metric === 'hit';
      if (isRate && cost?.base === undefined) return [];
      return [{ at: isRate ? cost!.base! / (1 - mark.value) : mark.value, text: `published: ${markText(mark)}`, isRate }];
    });
  const note = key === 'a' || key === 'b' ? shortId(id) : '';
  return { key, label: name, note, cycles: cost?.cycles, base: cost?.base, refused: refusal && 'cannot be measured', marks, about: aboutBar(row) };
}

/** Names by their initials where all would not fit, and no more of them than that. */
function shortId(id: string): string {
  if (id.length <= 24) return id;
  const short = id.replace('ftrace-regs', 'regs').replace('ops-direct', 'ops').replace('rethook', 'rh').replaceAll('+', ' ').replace(/^fprobe /, '').replace(/core=|mitigations=/g, '');
  return short.length <= NOTE ? short : `${short.slice(0, NOTE - 1)}…`;
}

/** The bars that cannot be measured, by the reason. */
function refusalsOf(rows: readonly BarRow[]): { readonly refusal: Refusal; readonly names: string }[] {
  const refused = rows.flatMap(({ name, refusal }) => (refusal ? [{ name, refusal }] : []));
  const messages = [...new Set(refused.map(({ refusal }) => refusal.message))];
  return messages.map((message) => {
    const same = refused.filter(({ refusal }) => refusal.message === message);
    return { refusal: same[0]!.refusal, names: same.map(({ name }) => name).join(', ') };
  });
}
