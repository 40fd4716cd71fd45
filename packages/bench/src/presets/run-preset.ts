import type { BpfObject } from '@tracelab/bpf';
import type { Mitigations } from '@tracelab/kernel';
import { checkObject } from '../check-object.js';
import { configurationId, SERIES_IDS, type Configuration, type Hook, type SeriesId } from '../configuration.js';
import { measure } from '../measure.js';
import { overheadOf } from '../overhead.js';
import { POINTS } from '../published.js';
import type { Cost, Row } from '../result.js';
import type { Preset, Refusal } from './table.js';

/** What `tracelab bench --preset` measures. */
export interface PresetResult {
  readonly schema: 'tracelab.preset/1';
  readonly preset: string;
  readonly title: string;
  readonly core: string;
  readonly mitigations: Mitigations;
  readonly object: string;
  /** Every switch, with the variant in the place of its own, where there is one. */
  readonly switches: Readonly<Record<SeriesId, { readonly on: boolean; readonly variant: string | null }>>;
  readonly base: Cost;
  /** What can be attached. */
  readonly rows: readonly Omit<Row, 'id'>[];
  /** What cannot. */
  readonly refused: readonly Refusal[];
}

export interface PresetOptions {
  readonly preset: Preset;
  readonly core: string;
  readonly object: BpfObject;
  readonly objectName: string;
  /** All unless stated. */
  readonly hooks?: readonly Hook[];
  readonly mitigations?: Mitigations;
  readonly onProgress?: (done: number, total: number, id: string) => void;
}

/** Measures what can be attached on a kernel of the time. @throws as `runBench` */
export function runPreset({ preset, core, object, objectName, hooks, mitigations = 'none', onProgress }: PresetOptions): PresetResult {
  const { series, variants, attachable } = preset;
  const asked = <T extends { readonly hooks: readonly Hook[] }>(all: readonly T[]): T[] =>
    all.map((one) => ({ ...one, hooks: one.hooks.filter((hook) => !hooks || hooks.includes(hook)) })).filter((one) => one.hooks.length > 0);
  const points = asked(attachable).flatMap(({ invoker, hooks: its }) =>
    its.map((hook) => ({ core, invoker, hook, series, pool: 'always', mitigations }) as const));
  checkObject(object, points);

  const total = 1 + points.length;
  const run = (configuration: Configuration, done: number): Cost => {
    onProgress?.(done, total, configurationId(configuration));
    const { cycles, instructions } = measure({ ...configuration, ...(variants && { variants }) }, object);
    return { cycles, instructions };
  };
  const base = run({ ...POINTS.base, series, core, mitigations }, 0);
  const rows = points.map((point, i) => {
    const { invoker, hook, pool } = point;
    const cost = run(point, 1 + i);
    return { invoker, hook, series, pool, ...cost, ...overheadOf(cost, base) };
  });
  const switches = Object.fromEntries(
    SERIES_IDS.map((id) => [id, { on: series.includes(id), variant: variants?.[id]?.id ?? null }]),
  ) as PresetResult['switches'];
  return { schema: 'tracelab.preset/1', preset: preset.id, title: preset.title, core, mitigations, object: objectName, switches, base, rows, refused: asked(preset.refused) };
}
