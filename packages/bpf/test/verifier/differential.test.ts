import { expect, test } from 'vitest';
import { assembleBpf } from '../../src/insn/assemble.js';
import { VerifierError } from '../../src/verifier/index.js';
import { Choices } from './choices.js';
import { GENERATED_MAPS } from './generate/maps.js';
import { generateProgram } from './generate/program.js';
import { Laboratory } from './laboratory.js';
import { runReference } from './reference.js';
import { situation } from './situation.js';

const COUNT = Number(process.env['TRACELAB_COUNT'] ?? 100);
const SEED = Number(process.env['TRACELAB_SEED'] ?? 1);
/** Programs that share a kernel, and situations that each is put into. */
const BATCH = 100;
const SITUATIONS = 2;

test(
  `${COUNT} random programs: what the verifier accepts runs as in the interpreter, seed ${SEED}`,
  { timeout: 0 },
  async () => {
    const random = new Choices(SEED);
    const names = GENERATED_MAPS.map(({ name }) => name);
    const reasons = new Map<string, number>();
    let accepted = 0;
    let executed = 0;
    for (let done = 0; done < COUNT; done += BATCH) {
      const sources = Array.from({ length: Math.min(BATCH, COUNT - done) }, () => generateProgram(random));
      const programs = sources.map((source) => assembleBpf(source, { maps: names }));
      const laboratory = new Laboratory(programs);
      for (const [index, slots] of programs.entries()) {
        const complain = (why: string): never => {
          throw new Error(`program ${done + index} of seed ${SEED}: ${why}\n${sources[index]}`);
        };
        let program;
        try {
          program = laboratory.load(index);
        } catch (error) {
          if (!(error instanceof VerifierError)) return complain(`${error}`);
          const reason = error.reason.replaceAll(/-?\d+/g, 'N').slice(0, 60);
          reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
          continue;
        }
        accepted++;
        const { longestRun } = program.verified!;
        for (let n = 0; n < SITUATIONS; n++) {
          const given = situation(random);
          executed++;
          try {
            const wanted = runReference(slots, given, longestRun);
            expect(laboratory.run(program, given, 1000 * longestRun + 100_000)).toEqual(wanted);
          } catch (error) {
            complain(error instanceof Error ? error.message : String(error));
          }
        }
      }
      if (done % 5000 === 0 && done > 0) console.log(`${done} programs, ${accepted} accepted`);
      // What was printed goes out between batches.
      await new Promise((resolve) => setImmediate(resolve));
    }
    const refused = [...reasons].sort((a, b) => b[1] - a[1]).slice(0, 12);
    console.log(`seed ${SEED}: ${accepted} of ${COUNT} programs accepted, ${executed} runs, no difference`);
    console.log(refused.map(([reason, count]) => `  ${count} refused: ${reason}`).join('\n'));
    expect(accepted).toBeGreaterThan(COUNT / 4);
  },
);
