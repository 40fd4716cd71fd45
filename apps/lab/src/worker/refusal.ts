import { MachineFault } from '@tracelab/arm64-machine';
import { AttachError } from '@tracelab/bench';
import { BpfLoadError, VerifierError } from '@tracelab/bpf';
import type { Answer, Refusal } from './answer.js';

/** What a function returns or throws, as a value that passes between threads. */
export function answer<T>(make: () => T): Answer<T> {
  try {
    return { ok: true, value: make() };
  } catch (error) {
    return { ok: false, refusal: refusalOf(error) };
  }
}

function refusalOf(error: unknown): Refusal {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof VerifierError) return { by: 'verifier', message, details: error.log };
  if (error instanceof BpfLoadError) return { by: 'loader', message, details: null };
  if (error instanceof AttachError) return { by: 'attach', message, details: null };
  if (error instanceof MachineFault) return { by: 'machine', message, details: error.report };
  return { by: 'lab', message, details: null };
}
