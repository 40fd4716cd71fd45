import { createHash } from 'node:crypto';
import { configurationId, type Configuration, type SweepRow } from '@tracelab/bench';
import type { NamedObject } from '../configuration/object.js';
import { version } from '../version.js';
import type { Points } from './grid-input.js';
import { Journal } from './journal.js';
import { SWEEP_SCHEMA, type SweepHeader } from './result-file.js';

/** The part `part` of `of`, from 1. */
export interface Shard {
  readonly part: number;
  readonly of: number;
}

/** A point and its place in the whole sweep. */
export interface IndexedPoint {
  readonly index: number;
  readonly configuration: Configuration;
}

/** What a sweep measures, and what tells it from another. */
export interface SweepPlan {
  readonly header: SweepHeader;
  readonly points: readonly IndexedPoint[];
}

export function planSweep({ grids, configurations }: Points, { name, bytes }: Pick<NamedObject, 'name' | 'bytes'>, shard: Shard): SweepPlan {
  const object = { name, sha256: sha256(bytes) };
  const fingerprint = sha256(JSON.stringify([SWEEP_SCHEMA, version(), configurations, object.sha256]));
  const header = {
    schema: SWEEP_SCHEMA, version: version(), fingerprint, grids: grids.map((grid) => ({ ...grid })), object, points: configurations.length, shard,
  } as const;
  const points = configurations.map((configuration, index) => ({ index, configuration }));
  return { header, points: points.filter(({ index }) => index % shard.of === shard.part - 1) };
}

/**
 * Measures what is missing in `out`, in any order, and finishes it. @returns the number of rows that were measured now
 *
 * @param measure may run many at a time
 * @throws what `measure` throws first; rows that were finished stay
 */
export async function runSweep(
  { header, points }: SweepPlan,
  out: string,
  measure: (point: IndexedPoint) => Promise<SweepRow>,
  onProgress?: (done: number, total: number, id: string) => void,
): Promise<number> {
  const journal = new Journal(out, header, points.map(({ index }) => index));
  if (journal.isFinished) return 0;
  try {
    const missing = points.filter(({ index }) => !journal.has(index));
    onProgress?.(journal.size, points.length, '');
    await Promise.all(
      missing.map(async (point) => {
        const row = await measure(point);
        journal.append(row);
        onProgress?.(journal.size, points.length, configurationId(point.configuration));
      }),
    );
    journal.finish();
    return missing.length;
  } finally {
    journal.close();
  }
}

export function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}
