import { baseParts, Kernel, PtRegs } from '@tracelab/kernel';
import { LoadedObject, decodeProgram, type Program, type Slot } from '../../src/index.js';
import { bpfParts } from '../../src/kernel-parts.js';
import { RingbufMap } from '../../src/map/ringbuf-map.js';
import { GENERATED_MAPS } from './generate/maps.js';
import { contents, type Outcome, type Situation } from './situation.js';

/** A kernel with maps, and programs that use them one after the other. */
export class Laboratory {
  readonly #kernel = new Kernel([baseParts, bpfParts]);
  readonly #object: LoadedObject;
  readonly #context: bigint;

  constructor(programs: readonly (readonly Slot[])[]) {
    this.#object = new LoadedObject(this.#kernel, {
      license: 'GPL',
      maps: GENERATED_MAPS,
      variables: [],
      btf: undefined,
      programs: programs.map((slots, n) => ({
        name: `p${n}`,
        section: 'kprobe/target',
        attach: { type: 'kprobe', target: 'target' },
        slots,
        operations: decodeProgram(slots),
        autoload: true,
        functions: [],
        lines: [],
      })),
    });
    this.#context = this.#kernel.kzalloc(PtRegs.structSize, 16);
  }

  /** @throws VerifierError */
  load(index: number): Program {
    return this.#object.load(`p${index}`);
  }

  run({ code, insnsi }: Program, { context, elements }: Situation, limit: number): Outcome {
    const { memory, machine } = this.#kernel;
    const { maps } = this.#object;
    memory.writeBytes(this.#context, context);
    for (const [map, one] of maps.entries()) {
      if (one instanceof RingbufMap) one.drain();
      else if (one.definition.type === 'hash') for (const [key] of [...one.entries()]) one.delete(key);
      for (const element of elements) if (element.map === map) one.update(element.key, element.value);
    }
    const result = machine.call(code, [this.#context, insnsi], limit);
    return {
      result,
      maps: contents(
        maps.map((map) => [...map.entries()].map(([key, value]) => [Buffer.from(key).toString('hex'), value] as const)),
      ),
      records: maps
        .flatMap((map) => (map instanceof RingbufMap ? map.drain() : []))
        .map((record) => Buffer.from(record).toString('hex')),
    };
  }
}
