import { TRIGGERS } from '@tracelab/bench';
import { runCommand, type OwnObject } from '../store/own-object.js';
import type { Store } from '../store/store.js';
import type { ObjectRun } from '../worker/answer.js';
import { Choice } from './choice.js';

/** How an object is run: what drives it, and which of its optional programs are attached; the rest is side A's. */
export function ObjectSetup({ store, object, run, isRunning }: {
  readonly store: Store;
  readonly object: OwnObject;
  readonly run: ObjectRun | undefined;
  readonly isRunning: boolean;
}) {
  const { own } = store;
  const { trigger: chosen, attach } = store.state.value.object;
  const trigger = chosen ?? run?.trigger ?? 'test_run';
  const optional = run?.outline.programs.filter((program) => program.optional).map(({ name }) => name) ?? [];
  const toggle = (name: string): void => own.choose({ attach: optional.filter((one) => attach.includes(one) !== (one === name)) });
  return (
    <div class="setup">
      <Choice
        name="trigger"
        label="Driven by"
        values={TRIGGERS}
        value={trigger}
        text={(one) => (one === 'getpgid' ? 'getpgid loop' : 'test_run')}
        onChoose={(value) => own.choose({ trigger: value })}
      />
      {optional.length > 0 && (
        <fieldset class="optional">
          <legend>Optional programs, attached as well</legend>
          {optional.map((name) => (
            <label key={name}>
              <input type="checkbox" role="switch" checked={attach.includes(name)} onChange={() => toggle(name)} /> {name}
            </label>
          ))}
        </fieldset>
      )}
      <p class="command" title="The same on the command line; invoker, series, pool and core are those of A">
        <code>
          ${' '}
          {runCommand(object.name, own.setup(), trigger).map((part, i) => (
            <>
              {i > 0 && ' '}
              <span key={part}>{part}</span>
            </>
          ))}
        </code>
      </p>
      <p role="status" class={isRunning ? 'waiting' : ''}>
        {isRunning ? 'running…' : ''}
      </p>
      {object.counts && run && (
        <p class="counts">
          {object.counts.ok ? 'The bars above are counted with it.' : `The bars above stay those of the lab’s own object: ${object.counts.refusal.message}.`}
        </p>
      )}
    </div>
  );
}
