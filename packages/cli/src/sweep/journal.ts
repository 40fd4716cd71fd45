import { closeSync, existsSync, fsyncSync, ftruncateSync, openSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { SweepRow } from '@tracelab/bench';
import { InputError, STANDARD, unwritable } from '../errors.js';
import { formatSweep, isFinished, parseSweepFile, type SweepHeader } from './result-file.js';

const GOES_ON = '; its rows are kept, the same command goes on with them';

/**
 * The rows of a sweep on disk, from its beginning to its end, through interruptions at any moment. Rows go to
 * `OUT.partial` as they are finished, each in one write that is synced before the row counts as finished; when all are
 * there, OUT appears at once, whole and in order.
 */
export class Journal {
  readonly #out: string;
  readonly #header: SweepHeader;
  readonly #rows = new Map<number, SweepRow>();
  #file: number | undefined;

  /**
   * Opens, or goes on with, the sweep that `header` describes.
   *
   * @throws InputError where one of the files is of another sweep, or cannot be used
   */
  constructor(out: string, header: SweepHeader, expected: readonly number[]) {
    this.#out = out;
    this.#header = header;
    try {
      const isThere = existsSync(out);
      if (out === '' || out === STANDARD || out.endsWith('/') || (isThere && !statSync(out).isFile())) {
        throw new InputError(`cannot write rows to ${JSON.stringify(out)}: a regular file, which the sweep can go on with after an interruption`);
      }
      if (isThere) this.#checkFinished(expected);
      if (!isThere || existsSync(this.#partial)) this.#open();
    } catch (error) {
      this.close();
      throw error instanceof InputError ? error : unwritable(out, error);
    }
  }

  /** OUT is there already, of this sweep and whole. */
  get isFinished(): boolean {
    return this.#file === undefined;
  }

  has(index: number): boolean {
    return this.#rows.has(index);
  }

  get size(): number {
    return this.#rows.size;
  }

  /** @throws OutputError; nothing goes behind a line that may be torn: the journal is closed then */
  append(row: SweepRow): void {
    if (this.#file === undefined) return;
    try {
      writeFileSync(this.#file, `${JSON.stringify(row)}\n`);
      fsyncSync(this.#file);
    } catch (error) {
      this.close();
      throw unwritable(this.#partial, error, GOES_ON);
    }
    this.#rows.set(row.index, row);
  }

  /** Makes OUT of the rows; afterwards the journal is gone. @throws OutputError */
  finish(): void {
    const finished = `${this.#out}.tmp`;
    try {
      writeSynced(finished, formatSweep(this.#out, { header: this.#header, rows: [...this.#rows.values()] }));
      renameSync(finished, this.#out);
    } catch (error) {
      rmSync(finished, { force: true });
      throw unwritable(this.#out, error, GOES_ON);
    }
    syncDirectory(this.#out);
    this.close();
    rmSync(this.#partial, { force: true });
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }

  get #partial(): string {
    return `${this.#out}.partial`;
  }

  #checkFinished(expected: readonly number[]): void {
    if (isFinished(this.#out, readFileSync(this.#out, 'utf8'), this.#header, expected)) return;
    throw new InputError(`${JSON.stringify(this.#out)} is of another sweep: another --out, or remove it`);
  }

  #open(): void {
    const file = openSync(this.#partial, 'a+');
    this.#file = file;
    const bytes = readFileSync(this.#partial);
    // A line that was not finished was not synced: its row does not count.
    const whole = bytes.lastIndexOf(0x0a) + 1;
    if (whole < bytes.length) ftruncateSync(file, whole);
    if (whole === 0) {
      writeFileSync(file, `${JSON.stringify(this.#header)}\n`);
    } else {
      const { header, rows } = parseSweepFile(this.#partial, bytes.subarray(0, whole).toString());
      const other = differs(header, this.#header);
      if (other) throw new InputError(`${JSON.stringify(this.#partial)} is of another sweep, with another ${other}: another --out, or remove it`);
      for (const row of rows) this.#rows.set(row.index, row);
    }
    fsyncSync(file);
    syncDirectory(this.#partial);
  }
}

/** What of a sweep is not the same. */
function differs(a: SweepHeader, b: SweepHeader): string | undefined {
  const names = { version: 'version', grids: 'grid', object: 'object', shard: 'shard', fingerprint: 'fingerprint' } as const;
  const key = (Object.keys(names) as (keyof typeof names)[]).find((one) => JSON.stringify(a[one]) !== JSON.stringify(b[one]));
  return key && names[key];
}

function writeSynced(path: string, text: string): void {
  const file = openSync(path, 'w');
  try {
    writeFileSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** A name is on disk when its directory is. */
function syncDirectory(path: string): void {
  const directory = openSync(dirname(path), 'r');
  fsyncSync(directory);
  closeSync(directory);
}
