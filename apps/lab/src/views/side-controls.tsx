import { cores } from '@tracelab/arm64-machine';
import { HOOKS, INVOKERS, POOLS, SERIES } from '@tracelab/bench';
import { MITIGATIONS } from '@tracelab/kernel';
import { CORE_COUNTS, hasHook, PROGRAM_COUNTS, usesPool, usesSeries } from '../store/selection.js';
import type { Store } from '../store/store.js';
import { Choice } from './choice.js';

/** What is offered, and what an address has chosen. */
const counts = (offered: readonly number[], chosen: number): string[] => [...new Set([...offered, chosen])].sort((a, b) => a - b).map(String);

const INVOKER_CHOICES = ['none', ...INVOKERS] as const;

/** The switches of A or B. */
export function SideControls({ store, side }: { readonly store: Store; readonly side: 'a' | 'b' }) {
  const selection = store.state.value[side]!;
  const { invoker, hook, series, pool, core, mitigations, programs, cores: coreCount } = selection;
  const name = side.toUpperCase();
  const noSeries = usesSeries(selection) ? undefined : invoker === 'direct' ? 'a direct call has ftrace-regs and ops-direct' : 'fprobe alone depends on the series';
  return (
    <section class={`side ${side}`} aria-label={`Configuration ${name}`}>
      <h2>
        <span class="badge">{name}</span>
      </h2>
      <Choice
        name={`${side}-invoker`}
        label="Who calls the program"
        values={INVOKER_CHOICES}
        value={invoker}
        text={(one) => (one === 'none' ? 'nobody' : one)}
        why={(one) => (hasHook(one, hook) ? undefined : `no ${hook} through a ${one}`)}
        onChoose={(one) => store.choose(side, { invoker: one })}
      />
      <Choice
        name={`${side}-hook`}
        label="Hook"
        values={HOOKS}
        value={hook}
        why={(one) => (hasHook(invoker, one) ? undefined : `no ${one} through a ${invoker}`)}
        onChoose={(one) => store.choose(side, { hook: one })}
      />
      <fieldset class="series" disabled={noSeries !== undefined} title={noSeries}>
        <legend>Series</legend>
        {SERIES.map(({ id, title }) => (
          <label key={id}>
            <input type="checkbox" role="switch" checked={series.some((one) => one === id)} onChange={() => store.toggle(side, id as (typeof series)[number])} />
            <span>
              <b>{id}</b> <span class="dim">{title}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <Choice
        name={`${side}-pool`}
        label="Nodes of return hooks"
        values={POOLS}
        value={pool}
        why={() => (usesPool(selection) ? undefined : 'a choice of fprobe at fentry')}
        onChoose={(one) => store.choose(side, { pool: one })}
      />
      <label class="field">
        <span>Core</span>
        <select value={core} onChange={(event) => store.choose(side, { core: event.currentTarget.value })}>
          {Object.keys(cores).map((one) => (
            <option key={one}>{one}</option>
          ))}
        </select>
      </label>
      <Choice name={`${side}-mitigations`} label="Mitigations" values={MITIGATIONS} value={mitigations} onChoose={(one) => store.choose(side, { mitigations: one })} />
      <Choice name={`${side}-programs`} label="Programs there" values={counts(PROGRAM_COUNTS, programs)} value={String(programs)} onChoose={(one) => store.choose(side, { programs: Number(one) })} />
      <Choice name={`${side}-cores`} label="Cores that call at once" values={counts(CORE_COUNTS, coreCount)} value={String(coreCount)} onChoose={(one) => store.choose(side, { cores: Number(one) })} />
    </section>
  );
}
