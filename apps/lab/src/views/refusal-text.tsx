import type { Refusal, Refuser } from '../worker/answer.js';

const WHO: Readonly<Record<Refuser, string>> = {
  loader: 'The loader refuses it',
  verifier: 'The verifier refuses it',
  attach: 'It cannot be attached',
  machine: 'The simulated machine faulted',
  lab: 'It cannot be measured',
};

/** Why something could not be measured, in the words of who refused it. */
export function RefusalText({ refusal, name }: { readonly refusal: Refusal; readonly name?: string }) {
  return (
    <div class="refusal" role="alert" data-by={refusal.by}>
      <p>
        <b>{WHO[refusal.by]}.</b> {name ? `${name}: ` : ''}
        {refusal.message}
      </p>
      {refusal.details && (
        <details>
          <summary>{refusal.by === 'verifier' ? 'Verifier log' : 'Registers and call chain'}</summary>
          <pre>{refusal.details}</pre>
        </details>
      )}
    </div>
  );
}
