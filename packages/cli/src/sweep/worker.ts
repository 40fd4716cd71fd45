import { readBenchObject, SweepMeter, type Configuration, type SweepRow } from '@tracelab/bench';

export interface Task {
  readonly index: number;
  readonly configuration: Configuration;
  /** The BPF object's bytes, and what tells them from others. */
  readonly object: { readonly bytes: Uint8Array; readonly sha256: string };
}

/** By object: a thread measures each base once. */
const meters = new Map<string, SweepMeter>();

/** A worker thread's part: one row. */
export default function measureRow({ index, configuration, object: { bytes, sha256 } }: Task): SweepRow {
  let meter = meters.get(sha256);
  if (!meter) meters.set(sha256, (meter = new SweepMeter(readBenchObject(bytes))));
  return meter.row(index, configuration);
}
