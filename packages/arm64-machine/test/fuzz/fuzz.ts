import { Random } from '../qemu/random.js';

/** Milliseconds that one input may take: beyond, it hangs for whoever waits. */
const PATIENCE = 5_000;

/** Inputs of a run without `--seconds`, so that it is the same everywhere. */
const INPUTS = 200;

const SEED = Number(process.env['TRACELAB_SEED'] ?? 1);
const SECONDS = process.env['TRACELAB_SECONDS'];

export const budget = SECONDS === undefined ? `${INPUTS} inputs` : `${SECONDS} s`;
export const seed = SEED;
/** For the test around a run. */
export const TIMEOUT = 60_000 + 2000 * Number(SECONDS ?? 0);

/** What went wrong with an input; `number` and the seed bring it back. */
export interface Finding {
  readonly number: number;
  readonly what: string;
}

/**
 * Gives `attempt` one input after another, each with random numbers of its own. It throws what no user should see; the first
 * findings come back.
 */
export function fuzz(attempt: (random: Random) => void, firstSeed = SEED): { readonly inputs: number; readonly findings: readonly Finding[] } {
  const findings: Finding[] = [];
  const end = SECONDS === undefined ? Infinity : performance.now() + 1000 * Number(SECONDS);
  let number = 0;
  for (; findings.length < 5 && (SECONDS === undefined ? number < INPUTS : performance.now() < end); number++) {
    const random = new Random(Math.imul(firstSeed, 0x9e37_79b1) + number);
    const started = performance.now();
    try {
      attempt(random);
    } catch (error) {
      findings.push({ number, what: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    }
    const took = performance.now() - started;
    if (took > PATIENCE) findings.push({ number, what: `took ${Math.round(took)} ms` });
  }
  return { inputs: number, findings };
}

/** Errors of one line that a user can act on, of these classes; anything else is passed on. */
export function expected(body: () => void, ...classes: readonly (new (...args: never[]) => Error)[]): void {
  try {
    body();
  } catch (error) {
    const known = classes.find((one) => error instanceof one);
    if (!known) throw error;
    const { message } = error as Error;
    if (message === '' || /undefined is not|is not a function|Cannot (?:read|convert|mix)|Invalid (?:array|typed)|Maximum call/.test(message)) throw error;
  }
}
