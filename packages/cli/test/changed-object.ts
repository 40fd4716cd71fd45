import { readElf } from '@tracelab/arm64-machine';
import { triggerObject } from '@tracelab/bpf';

/** A copy of the trigger object with some bytes changed. */
export function changed(change: (view: DataView) => void): Uint8Array {
  const bytes = triggerObject.slice();
  change(new DataView(bytes.buffer));
  return bytes;
}

/** With one text in place of another that is as long. */
export function renamed(from: string, to: string): Uint8Array {
  const bytes = Buffer.from(triggerObject);
  return new Uint8Array(Buffer.from(bytes.toString('latin1').replaceAll(from, to), 'latin1'));
}

/** With another instruction at the start of a program. */
export function withInstruction(
  section: string,
  { code, registers = 0, off = 0, imm = 0 }: { code: number; registers?: number; off?: number; imm?: number },
): Uint8Array {
  const offset = readElf(triggerObject).section(section)!.bytes.byteOffset - triggerObject.byteOffset;
  return changed((view) => {
    view.setUint8(offset, code);
    view.setUint8(offset + 1, registers);
    view.setInt16(offset + 2, off, true);
    view.setInt32(offset + 4, imm, true);
  });
}

/** With another type in the relocations of a section. */
export function withRelocationType(section: string, type: number): Uint8Array {
  const offset = readElf(triggerObject).section(`.rel${section}`)!.bytes.byteOffset - triggerObject.byteOffset;
  return changed((view) => view.setUint32(offset + 8, type, true));
}
