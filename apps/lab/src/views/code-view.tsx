import { count } from '../drawing/figures.js';
import { codeLines, codeSymbols } from '../store/code.js';
import type { Store } from '../store/store.js';
import { CodeTable } from './code-table.js';
import { Figure } from './figure.js';
import { RefusalText } from './refusal-text.js';
import { areRecorded, useExamined } from './use-examined.js';

/** Annotated disassembly: what every instruction cost, and what it waited for. */
export function CodeView({ store }: { readonly store: Store }) {
  const sides = useExamined(store);
  const symbols = codeSymbols(sides);
  const wanted = store.state.value.symbol;
  const symbol = symbols.find(({ name }) => name === wanted)?.name ?? symbols[0]?.name;
  const lines = symbol === undefined ? [] : codeLines(sides, symbol);
  const isStale = !areRecorded(sides);
  const refusal = sides.find((side) => side.refusal)?.refusal;
  return (
    <Figure
      name="code"
      isReady={!isStale}
      title="Annotated disassembly"
      about="Instructions that were executed, as they stood in memory, with what was patched. Cycles are per iteration, and belong to the instruction that held up retirement."
      table={{
        columns: ['symbol', 'offset', 'instruction', 'A cycles', 'B cycles', 'A waited for'],
        rows: lines.map(({ a, b }) => [symbol ?? null, (a ?? b)!.offset, (a ?? b)!.text, a?.cycles ?? null, b?.cycles ?? null, a?.waitedFor ?? null]),
      }}
      json={{ symbol, lines }}
      isPicture={false}
    >
      {refusal && <RefusalText refusal={refusal} />}
      {symbol === undefined ? (
        !refusal && <p class="waiting">recording…</p>
      ) : (
        <div class={isStale ? 'code stale' : 'code'}>
          <label class="field">
            <span>Function {isStale && <span class="waiting">recording…</span>}</span>
            <select value={symbol} size={24} onChange={(event) => store.set({ symbol: event.currentTarget.value })}>
              {symbols.map(({ name, a, b }) => (
                <option key={name} value={name}>
                  {`${figure(a)}${sides.length > 1 ? figure(b) : ''}  ${name}`}
                </option>
              ))}
            </select>
          </label>
          <CodeTable symbol={symbol} lines={lines} isCompared={sides.length > 1} onSymbol={(name) => store.set({ symbol: name })} />
        </div>
      )}
    </Figure>
  );
}

/** Flush right among figures of one width: the list has a fixed pitch. */
function figure(cycles: number | undefined): string {
  return (cycles === undefined ? '–' : count(Math.round(cycles))).padStart(5, '\u00a0');
}
