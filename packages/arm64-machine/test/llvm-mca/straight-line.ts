import { assemble, createTimingModel, translate, type Core } from '../../src/index.js';

/**
 * Cycles of one more copy of a text on a core, the copies one after the other in memory and no branch taken. Memory
 * accesses of one copy lie `apart` bytes from one another; llvm-mca takes it that no two overlap.
 */
export function straightLinePerCopy(core: Core, text: string, copies: number, apart: number): number {
  return (straightLine(core, text, 2 * copies, apart) - straightLine(core, text, copies, apart)) / copies;
}

function straightLine(core: Core, text: string, copies: number, apart: number): number {
  const { bytes } = assemble(text).sections.find(({ name }) => name === '.text')!;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const model = createTimingModel(core);
  const features = new Set(core.features);
  for (let pc = 0x10000, copy = 0; copy < copies; copy++) {
    for (let at = 0; at < bytes.length; at += 4, pc += 4) {
      const { instruction, dataflow } = translate(view.getUint32(at, true), features)!;
      const handle = model.prepare(instruction, dataflow, pc, 0);
      const accesses = dataflow.loads + dataflow.stores > 0;
      model.step(handle, accesses ? 1 : 0, 0x100_0000 + apart * (at / 4), 0, pc + 4, 0);
    }
  }
  return model.cycles;
}
