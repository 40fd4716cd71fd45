import { callText, type CallResult } from '@tracelab/bench';
import { callTable } from '../store/object-tables.js';
import { Figure } from './figure.js';

/** What the calls of the trigger returned; the system call's loop has none to tell of. */
export function ObjectCalls({ calls }: { readonly calls: readonly CallResult[] }) {
  if (calls.length === 0) return null;
  const isExpected = calls.every(({ expected }) => expected === null);
  return (
    <Figure name="object-calls" title="Calls of one pass" isPicture={false} table={callTable(calls)}>
      <table class="numbers-table">
        <caption class="unseen">Calls, and what they returned</caption>
        <thead>
          <tr>
            <th scope="col" class="left">
              call
            </th>
            <th scope="col">returned</th>
            {!isExpected && <th scope="col">without programs</th>}
          </tr>
        </thead>
        <tbody>
          {calls.map((call, i) => (
            <tr key={i} data-call={call.function}>
              <th scope="row" class="left mono value">
                {callText(call)}
              </th>
              <td class={call.expected === null ? '' : 'changed'}>{String(call.result)}</td>
              {!isExpected && <td>{call.expected === null ? '' : String(call.expected)}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </Figure>
  );
}
