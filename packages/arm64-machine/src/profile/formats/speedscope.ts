import type { PipelineTrace } from '../pipeline-trace.js';
import { callEvents } from './call-events.js';

/** The part of speedscope's file format that is written here (file-format-schema.json of its package). */
export interface SpeedscopeFile {
  readonly $schema: 'https://www.speedscope.app/file-format-schema.json';
  readonly exporter: string;
  readonly name: string;
  readonly activeProfileIndex: number;
  readonly shared: { readonly frames: readonly { readonly name: string }[] };
  readonly profiles: readonly [EventedProfile, SampledProfile];
}

interface EventedProfile {
  readonly type: 'evented';
  readonly name: string;
  readonly unit: 'none';
  readonly startValue: number;
  readonly endValue: number;
  readonly events: readonly { readonly type: 'O' | 'C'; readonly frame: number; readonly at: number }[];
}

interface SampledProfile {
  readonly type: 'sampled';
  readonly name: string;
  readonly unit: 'none';
  readonly startValue: number;
  readonly endValue: number;
  readonly samples: readonly (readonly number[])[];
  readonly weights: readonly number[];
}

/** Calls over time, and the same cycles with their cause as innermost frame. The unit is cycles, which speedscope has no name for. */
export function speedscope(trace: PipelineTrace, name: string): SpeedscopeFile {
  const names = new Map<string, number>();
  const indexOf = (one: string): number => {
    if (!names.has(one)) names.set(one, names.size);
    return names.get(one)!;
  };
  const ofFrame = trace.frames.map((frame) => indexOf(frame.name));
  const chains = trace.frames.map(({ caller }, frame) => {
    const chain = [ofFrame[frame]!];
    for (let at = caller; at !== null; at = trace.frames[at]!.caller) chain.unshift(ofFrame[at]!);
    return chain;
  });
  const waits = trace.rows.flatMap(({ frame, causes }) =>
    Object.entries(causes).map(([cause, weight]) => ({ sample: [...chains[frame]!, indexOf(`[${cause}]`)], weight })),
  );
  const span = { unit: 'none', startValue: 0, endValue: trace.cycles } as const;
  return {
    $schema: 'https://www.speedscope.app/file-format-schema.json',
    exporter: 'tracelab',
    name,
    activeProfileIndex: 0,
    profiles: [
      {
        type: 'evented',
        name: `${name}: calls`,
        ...span,
        events: callEvents(trace).map(({ type, frame, at }) => ({ type: type === 'open' ? 'O' : 'C', frame: ofFrame[frame]!, at })),
      },
      { type: 'sampled', name: `${name}: causes`, ...span, samples: waits.map(({ sample }) => sample), weights: waits.map(({ weight }) => weight) },
    ],
    shared: { frames: [...names.keys()].map((one) => ({ name: one })) },
  };
}
