import type { SweepRow } from '@tracelab/bench';
import { InputError } from '../errors.js';
import type { SweepFile } from '../sweep/result-file.js';

/** A file and what it is called. */
export interface NamedSweep extends SweepFile {
  readonly path: string;
}

/** Numbers that a message lists. */
const LISTED = 8;

/**
 * The rows of one sweep from files that have a part each.
 *
 * @throws InputError where files are of different sweeps, or a row is missing or there twice
 */
export function mergeSweeps(files: readonly NamedSweep[]): SweepFile {
  const [first] = files as [NamedSweep, ...NamedSweep[]];
  const other = files.find(({ header }) => header.fingerprint !== first.header.fingerprint);
  if (other) throw new InputError(`${JSON.stringify(other.path)} is of another sweep than ${JSON.stringify(first.path)}: grid, object or version differ`);
  const { points } = first.header;
  const seen = new Map<number, SweepRow>();
  const twice: number[] = [];
  for (const row of files.flatMap(({ rows }) => rows)) {
    if (seen.has(row.index)) twice.push(row.index);
    seen.set(row.index, row);
  }
  const missing = Array.from({ length: points }, (_, index) => index).filter((index) => !seen.has(index));
  const beyond = [...seen.keys()].filter((index) => index < 0 || index >= points);
  const faults = [
    ...(missing.length > 0 ? [`${count(missing)} missing`] : []),
    ...(twice.length > 0 ? [`${count(twice)} there more than once`] : []),
    ...(beyond.length > 0 ? [`${count(beyond)} beyond the last`] : []),
  ];
  if (faults.length > 0) throw new InputError(`of the sweep's ${points} rows, ${faults.join('; ')}`);
  const rows = [...seen.values()].sort((a, b) => a.index - b.index);
  return { header: { ...first.header, shard: { part: 1, of: 1 } }, rows };
}

/** `3 (0, 4, 9) are`: indices as the files have them. */
function count(indices: readonly number[]): string {
  const listed = indices.slice(0, LISTED).join(', ');
  return `${indices.length} (${listed}${indices.length > LISTED ? ', ...' : ''}) ${indices.length === 1 ? 'is' : 'are'}`;
}
