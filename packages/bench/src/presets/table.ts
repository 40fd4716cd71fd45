import type { Variant } from '@tracelab/kernel';
import { callOpsOnly, recordOps } from '@tracelab/ops-direct';
import { HOOKS, SERIES_IDS, type Hook, type Invoker, type SeriesId } from '../configuration.js';

/** A way to a program that a kernel does not have. */
export interface Refusal {
  readonly invoker: Invoker;
  readonly hooks: readonly Hook[];
  /** What happens, and since when it would be there. */
  readonly why: string;
}

/** A kernel of the time by its name: which switches it stands for, what can be attached on it. */
export interface Preset {
  readonly id: string;
  readonly title: string;
  /** Switches that are on; all others are off. */
  readonly series: readonly SeriesId[];
  /** Where the kernel has neither what the switch is nor what it was. */
  readonly variants?: Readonly<Partial<Record<SeriesId, Variant>>>;
  readonly attachable: readonly { readonly invoker: Invoker; readonly hooks: readonly Hook[] }[];
  readonly refused: readonly Refusal[];
}

const kprobes = { invoker: 'kprobe', hooks: ['fentry', 'fexit'] } as const;
const noOverride: Refusal = { invoker: 'kprobe', hooks: ['fmod_ret'], why: 'a kprobe overrides functions that allow error injection only' };
const noDirect = (why: string): Refusal => ({ invoker: 'direct', hooks: HOOKS, why: `${why}: no direct calls on arm64 before v6.4` });
const noFprobe: Refusal = { invoker: 'fprobe', hooks: HOOKS, why: 'no fprobe on arm64: it has no rethook, and BPF on fprobe was not merged' };
const onFprobe = { invoker: 'fprobe', hooks: HOOKS } as const;
const loads = 'loads, does not attach';

/** In the order of time (kernel-paths.md, versions and 3.2). */
export const PRESETS: readonly Preset[] = [
  {
    id: 'v6.0',
    title: 'October 2022: the arm64 BPF trampoline is there, ftrace cannot call it',
    series: [],
    attachable: [kprobes],
    refused: [noOverride, noDirect(loads), noFprobe],
  },
  {
    id: 'v6.1',
    title: 'December 2022: pt_regs for every ops, one list function',
    series: [],
    attachable: [kprobes],
    refused: [noOverride, noDirect(loads), noFprobe],
  },
  {
    id: 'rfc-slow',
    title: 'the RFC of 8 November 2022 without optimisations',
    series: [],
    attachable: [kprobes, onFprobe],
    refused: [noOverride, noDirect('not in that tree')],
  },
  {
    id: 'rfc',
    title: 'the RFC with the four planned series, per-callsite ops in their three-load form',
    series: SERIES_IDS,
    variants: { 'ops-direct': recordOps },
    attachable: [kprobes, onFprobe],
    refused: [noOverride, noDirect('not in that tree')],
  },
  {
    id: 'v6.2',
    title: 'February 2023: argument registers only',
    series: ['ftrace-regs'],
    attachable: [kprobes],
    refused: [noOverride, noDirect(loads), noFprobe],
  },
  {
    id: 'v6.3',
    title: 'April 2023: per-callsite ops, no direct calls yet',
    series: ['ftrace-regs', 'ops-direct'],
    variants: { 'ops-direct': callOpsOnly },
    attachable: [kprobes],
    refused: [noOverride, noDirect(loads), noFprobe],
  },
  {
    id: 'v6.4',
    title: 'June 2023: direct calls',
    series: ['ftrace-regs', 'ops-direct'],
    attachable: [kprobes, { invoker: 'direct', hooks: HOOKS }],
    refused: [noOverride, noFprobe],
  },
];
