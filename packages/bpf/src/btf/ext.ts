import { stringAt } from '@tracelab/arm64-machine';
import { BpfLoadError, readingElf } from '../load-error.js';
import { MAGIC } from './format.js';
import type { TypeId } from './types.js';

/** Which function of the object's BTF begins at an instruction. */
export interface FuncInfo {
  /** Bytes from the start of the section. */
  readonly offset: number;
  readonly type: TypeId;
}

/** Where in the source an instruction comes from. */
export interface SourceLine {
  /** Bytes from the start of the section. */
  readonly offset: number;
  readonly file: string;
  /** The source text, as the compiler saw it. */
  readonly text: string;
  readonly line: number;
  readonly column: number;
}

/** An instruction that depends on the kernel's types (struct bpf_core_relo). */
export interface CoreRelocation {
  /** Bytes from the start of the section. */
  readonly offset: number;
  /** The object's own idea of the type. */
  readonly type: TypeId;
  /** Indices from member to member, `0:1:2`; of an enumeration, the value's. */
  readonly access: string;
  /** enum bpf_core_relo_kind. */
  readonly kind: number;
}

/** What .BTF.ext says of each section of code, by its name. */
export interface BtfExt {
  readonly functions: ReadonlyMap<string, readonly FuncInfo[]>;
  readonly lines: ReadonlyMap<string, readonly SourceLine[]>;
  readonly relocations: ReadonlyMap<string, readonly CoreRelocation[]>;
}

/** Up to line_info; core_relo follows where the header is longer (struct btf_ext_header). */
const MIN_HEADER = 24;
const HEADER_WITH_CORE = 32;

type Record32 = (word: number) => number;

/** Reads a .BTF.ext section. @throws BpfLoadError when it is malformed. */
export function parseBtfExt(bytes: Uint8Array, strings: Uint8Array): BtfExt {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < MIN_HEADER) throw new BpfLoadError(`.BTF.ext: ${bytes.length} bytes; the header takes ${MIN_HEADER}`);
  if (view.getUint16(0, true) !== MAGIC || view.getUint8(2) !== 1) {
    throw new BpfLoadError(`.BTF.ext: does not begin with magic 0x${MAGIC.toString(16)}, version 1, little-endian`);
  }
  const headerSize = view.getUint32(4, true);
  const text = (offset: number): string => readingElf(() => stringAt(strings, offset, '.BTF.ext'));

  const infos = <T>(what: string, field: number, recordSize: number, read: (record: Record32) => T): Map<string, T[]> => {
    const result = new Map<string, T[]>();
    const start = headerSize + view.getUint32(field, true);
    const end = start + view.getUint32(field + 4, true);
    if (end > bytes.length) throw new BpfLoadError(`.BTF.ext: ${what} takes bytes ${start}..${end} of ${bytes.length}`);
    if (start === end) return result;
    const need = (at: number, size: number): void => {
      if (at + size > end) throw new BpfLoadError(`.BTF.ext: ${what} ends at byte ${end}, within what begins at ${at}`);
    };
    need(start, 4);
    const size = view.getUint32(start, true);
    if (size < recordSize || size % 4 !== 0) throw new BpfLoadError(`.BTF.ext: ${what} has records of ${size} bytes; ${recordSize} are needed`);
    for (let at = start + 4; at < end; ) {
      need(at, 8);
      const section = text(view.getUint32(at, true));
      const count = view.getUint32(at + 4, true);
      need(at + 8, count * size);
      const first = at + 8;
      const records = Array.from({ length: count }, (_, i) => read((word) => view.getUint32(first + i * size + word * 4, true)));
      result.set(section, [...(result.get(section) ?? []), ...records]);
      at = first + count * size;
    }
    return result;
  };

  return {
    functions: infos('func_info', 8, 8, (record) => ({ offset: record(0), type: record(1) })),
    lines: infos('line_info', 16, 16, (record) => ({
      offset: record(0),
      file: text(record(1)),
      text: text(record(2)),
      line: record(3) >>> 10,
      column: record(3) & 0x3ff,
    })),
    relocations:
      headerSize >= HEADER_WITH_CORE && bytes.length >= HEADER_WITH_CORE
        ? infos('core_relo', 24, 16, (record) => ({ offset: record(0), type: record(1), access: text(record(2)), kind: record(3) }))
        : new Map(),
  };
}
