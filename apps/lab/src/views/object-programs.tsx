import { programRows } from '../store/object-tables.js';
import type { ObjectRun } from '../worker/answer.js';

/** A row for each program of the object. */
export function ObjectPrograms({ run }: { readonly run: ObjectRun }) {
  const hasRun = run.outcome.ok;
  return (
    <table class="numbers-table">
      <caption class="unseen">Programs and their runs</caption>
      <thead>
        <tr>
          <th scope="col" class="left">
            program
          </th>
          <th scope="col" class="left">
            section
          </th>
          <th scope="col" title="BPF instructions">
            instr
          </th>
          {hasRun && (
            <>
              <th scope="col">runs</th>
              <th scope="col" title="Calls at which it did not run, as it was running already">
                missed
              </th>
              <th scope="col" title="By the last run">
                returned
              </th>
            </>
          )}
        </tr>
      </thead>
      <tbody>
        {programRows(run).map(({ name, section, instructions, result }) => (
          <tr key={name} data-program={name}>
            <th scope="row" class="left">
              {name}
            </th>
            <td class="left mono value section">
              {section}
              {result && result.functions.length > 1 && (
                <details>
                  <summary>{result.functions.length} functions</summary>
                  {result.functions.join(', ')}
                </details>
              )}
            </td>
            <td>{instructions}</td>
            {hasRun && (result ? <><td>{result.runs}</td><td>{result.misses}</td><td>{result.returned === null ? '–' : String(result.returned)}</td></> : <td colSpan={3}>not attached</td>)}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
