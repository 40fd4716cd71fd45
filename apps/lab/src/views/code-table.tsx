import { CauseBar, causeText } from '../drawing/causes.js';
import { count } from '../drawing/figures.js';
import type { CodeLine } from '../store/code.js';

interface CodeTableProps {
  readonly symbol: string;
  readonly lines: readonly CodeLine[];
  readonly isCompared: boolean;
  readonly onSymbol: (name: string) => void;
}

const BAR = 64;

export function CodeTable({ symbol, lines, isCompared, onSymbol }: CodeTableProps) {
  const most = Math.max(4, ...lines.flatMap(({ a, b }) => [a?.cycles ?? 0, b?.cycles ?? 0]));
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={`Instructions of ${symbol}`}>
      <table class="listing">
        <caption>{symbol}</caption>
        <thead>
          <tr>
            <th scope="col">{isCompared ? 'A' : 'cycles'}</th>
            {isCompared && <th scope="col">B</th>}
            <td />
            <th scope="col">offset</th>
            <th scope="col" class="left">
              instruction
            </th>
            <th scope="col" class="left">
              cause ← result it waited for
            </th>
          </tr>
        </thead>
        <tbody>
          {lines.map(({ a, b }, i) => {
            const line = (a ?? b)!;
            const only = isCompared && !(a && b) ? (a ? 'only-a' : 'only-b') : '';
            const skipped = i > 0 && line.offset > offsetOf(lines[i - 1]!) + 4;
            return (
              <tr key={`${line.offset}${only}`} class={`${only}${skipped ? ' skipped' : ''}`}>
                <td class={line.cycles === 0 ? 'dim' : ''}>{a ? figure(a.cycles) : ''}</td>
                {isCompared && <td class={b?.cycles ? '' : 'dim'}>{b ? figure(b.cycles) : ''}</td>}
                <td>
                  <svg width={BAR} height="10" aria-hidden="true">
                    <CauseBar causes={line.causes} x={0} y={0} height={10} perCycle={BAR / most} />
                  </svg>
                </td>
                <td class="mono dim">+0x{line.offset.toString(16)}</td>
                <td class="left mono">{only === 'only-a' ? 'A ' : only === 'only-b' ? 'B ' : ''}{line.text}</td>
                <td class="left why">
                  {line.cycles > 0 && causeText(line.causes, 2)}
                  {line.waitedFor && <Waited on={line.waitedFor} symbol={symbol} onSymbol={onSymbol} />}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function Waited({ on, symbol, onSymbol }: { readonly on: string; readonly symbol: string; readonly onSymbol: (name: string) => void }) {
  const [name = on, offset = ''] = on.split('+');
  if (name === symbol) return <span class="dim"> ← +{offset}</span>;
  return (
    <>
      {' ← '}
      <button type="button" class="link" onClick={() => onSymbol(name)}>
        {on}
      </button>
    </>
  );
}

function offsetOf({ a, b }: CodeLine): number {
  return (a ?? b)!.offset;
}

function figure(cycles: number): string {
  return cycles === 0 ? '·' : count(Math.round(cycles * 10) / 10);
}
