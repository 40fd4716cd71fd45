import { HOOKS, INVOKERS, POOLS, SERIES_IDS, type SweepRow } from '@tracelab/bench';
import { MITIGATIONS } from '@tracelab/kernel';
import * as v from 'valibot';
import { csv } from '../csv.js';
import { InputError } from '../errors.js';

export const SWEEP_SCHEMA = 'tracelab.sweep/1';

const Cost = { cycles: v.number(), instructions: v.number() };

const Header = v.strictObject({
  schema: v.literal(SWEEP_SCHEMA),
  /** Of tracelab: another one may give other figures. */
  version: v.string(),
  /** Of the points, the object's bytes and the version. */
  fingerprint: v.string(),
  grids: v.array(v.record(v.string(), v.unknown())),
  object: v.strictObject({ name: v.string(), sha256: v.string() }),
  /** Of the whole sweep. */
  points: v.number(),
  /** This file has the points whose index leaves `part - 1` when it is divided by `of`. */
  shard: v.strictObject({ part: v.number(), of: v.number() }),
});
export type SweepHeader = v.InferOutput<typeof Header>;

const Row = v.strictObject({
  index: v.number(),
  id: v.string(),
  core: v.string(),
  mitigations: v.picklist(MITIGATIONS),
  invoker: v.picklist(['none', ...INVOKERS]),
  hook: v.picklist(HOOKS),
  series: v.array(v.picklist(SERIES_IDS)),
  pool: v.picklist(POOLS),
  programs: v.number(),
  cores: v.number(),
  ...Cost,
  settled: v.boolean(),
  overhead: v.strictObject(Cost),
  hit: v.number(),
});

/** What a file of rows holds, in whatever order: a finished one, or the journal of a sweep that goes on. */
export interface SweepFile {
  readonly header: SweepHeader;
  readonly rows: readonly SweepRow[];
}

/**
 * @param text whole lines
 * @throws InputError that names the file and the line
 */
export function parseSweepFile(path: string, text: string): SweepFile {
  const [head = '', ...lines] = text.split('\n').slice(0, text.endsWith('\n') ? -1 : undefined);
  const header = parseLine(Header, path, 1, head);
  const rows = lines.map((line, i): SweepRow => parseLine(Row, path, i + 2, line));
  return { header, rows };
}

function parseLine<S extends v.GenericSchema>(schema: S, path: string, number: number, line: string): v.InferOutput<S> {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new InputError(`${JSON.stringify(path)}, line ${number}: not JSON: a file that tracelab sweep wrote has an object on each line`);
  }
  const parsed = v.safeParse(schema, value, { abortEarly: true });
  if (parsed.success) return parsed.output;
  const at = v.getDotPath(parsed.issues[0]);
  throw new InputError(`${JSON.stringify(path)}, line ${number}: not of ${SWEEP_SCHEMA}: ${at ? `${at}: ` : ''}${parsed.issues[0].message}`);
}

/** A finished file: JSON lines, or CSV where its name says so; rows in the order of the grid. */
export function formatSweep(path: string, { header, rows }: SweepFile): string {
  const ordered = [...rows].sort((a, b) => a.index - b.index);
  if (isCsv(path)) return csv([HEAD, ...ordered.map((row) => fields(row, header))]);
  return [header, ...ordered].map((one) => `${JSON.stringify(one)}\n`).join('');
}

export function isCsv(path: string): boolean {
  return path.endsWith('.csv');
}

const HEAD = ['index', 'id', 'core', 'mitigations', 'invoker', 'hook', 'series', 'pool', 'programs', 'cores', 'cycles', 'instructions', 'settled', 'overhead_cycles', 'overhead_instructions', 'hit', 'sweep'];

function fields({ index, id, core, mitigations, invoker, hook, series, pool, programs, cores, ...rest }: SweepRow, { fingerprint }: SweepHeader): (string | number)[] {
  const { cycles, instructions, settled, overhead, hit } = rest;
  return [
    index, id, core, mitigations, invoker, hook, series.join('+'), pool, programs, cores,
    cycles, instructions, String(settled), overhead.cycles, overhead.instructions, hit, shortFingerprint(fingerprint),
  ];
}

/** CSV has no header to keep it in: each row has the start of it. */
function shortFingerprint(fingerprint: string): string {
  return fingerprint.slice(0, 12);
}

/** Whether a finished file is of this sweep, and has exactly the rows of these indices. */
export function isFinished(path: string, text: string, header: SweepHeader, indices: readonly number[]): boolean {
  if (isCsv(path)) {
    const lines = text.trimEnd().split('\n').slice(1);
    const end = `,${shortFingerprint(header.fingerprint)}`;
    return lines.length === indices.length && lines.every((line, i) => line.startsWith(`${indices[i]},`) && line.endsWith(end));
  }
  const file = parseSweepFile(path, text);
  return JSON.stringify(file.header) === JSON.stringify(header) && file.rows.length === indices.length && file.rows.every(({ index }, i) => index === indices[i]);
}
