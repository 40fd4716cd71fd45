import { SHF, STT, type ElfFile, type ElfSection } from '@tracelab/arm64-machine';
import type { Btf, BtfType, BtfTypeOf, Member, TypeId } from '../btf/index.js';
import { BpfLoadError } from '../load-error.js';
import type { MapDefinition } from '../map/index.js';
import { checkDefinition, requireMapType } from '../map/limits.js';

/** The section of BTF-defined maps. */
export const MAPS = '.maps';
const POINTER = 8;
const PAGE_SIZE = 4096;

/** A map of `.maps`, with the place of its variable there. */
export interface DeclaredMap {
  readonly definition: MapDefinition;
  /** Bytes from the start of the section. */
  readonly offset: number;
}

/** What a declaration has been found to say so far. */
type Fields = { [K in 'type' | 'keySize' | 'valueSize' | 'maxEntries' | 'flags']?: number } & {
  btfKey?: TypeId;
  btfValue?: TypeId;
  values?: number;
};

/** Maps declared as libbpf's __uint, __type, __array spell them (parse_btf_map_def). @throws BpfLoadError */
export function readDeclaredMaps(elf: ElfFile, btf: Btf | undefined): DeclaredMap[] {
  const section = elf.section(MAPS);
  if (!section || section.size === 0) return [];
  const datasec = btf?.find('datasec', MAPS);
  if (!btf || !datasec) throw new BpfLoadError(`section "${MAPS}": maps need BTF, which the object has not; compile with -g`);
  return datasec.variables.map(({ type, size }) => {
    const variable = btf.type(type);
    if (variable?.kind !== 'var') throw new BpfLoadError(`section "${MAPS}": BTF type ${type} is no variable`);
    // In BTF as clang writes it all offsets are 0: the symbol knows (btf_fixup_datasec).
    const symbol = elf.symbols.find(({ name, section: index }) => name === variable.name && index === section.index);
    const offset = Number(symbol?.value ?? 0n);
    if (offset + size > section.size) {
      throw new BpfLoadError(`map "${variable.name}": bytes ${offset}..${offset + size} of section "${MAPS}", which has ${section.size}`);
    }
    return { definition: readMap(elf, section, btf, variable, offset), offset };
  });
}

function readMap(elf: ElfFile, section: ElfSection, btf: Btf, { name, type }: BtfTypeOf<'var'>, offset: number): MapDefinition {
  const struct = btf.resolve(type);
  if (struct?.kind !== 'struct') throw new BpfLoadError(`map "${name}": declared as ${struct?.kind ?? 'nothing'}; a struct of __uint and __type is needed`);
  const fields: Fields = {};
  for (const member of struct.members) readerOf(member, name)(fields, member, btf, name);
  if (fields.type === undefined) throw new BpfLoadError(`map "${name}": no type; __uint(type, BPF_MAP_TYPE_…) is needed`);
  const mapType = requireMapType(name, fields.type);
  const { keySize = 0, valueSize = 0, maxEntries = 0, flags = 0, btfKey, btfValue, values } = fields;
  const definition: MapDefinition = {
    name,
    type: mapType,
    keySize,
    valueSize,
    maxEntries: mapType === 'ringbuf' ? ringBufferSize(maxEntries) : maxEntries,
    flags,
    ...(btfKey !== undefined && { btfKey }),
    ...(btfValue !== undefined && { btfValue }),
    ...(values !== undefined && { initialSlots: readSlots(elf, section, name, offset + values, struct.size - values) }),
  };
  checkDefinition(definition);
  if (definition.initialSlots && definition.initialSlots.length > maxEntries) {
    throw new BpfLoadError(`map "${name}": ${definition.initialSlots.length} values, and max_entries ${maxEntries}`);
  }
  return definition;
}

type Reader = (fields: Fields, member: Member, btf: Btf, map: string) => void;

const number =
  (key: 'type' | 'maxEntries' | 'flags'): Reader =>
  (fields, member, btf, map) => {
    fields[key] = uint(btf, member, map);
  };

/** `key_size` beside `key` is a repetition that must agree. */
const size =
  (key: 'keySize' | 'valueSize', read: (btf: Btf, member: Member, map: string, fields: Fields) => number): Reader =>
  (fields, member, btf, map) => {
    const bytes = read(btf, member, map, fields);
    if (fields[key] !== undefined && fields[key] !== bytes) {
      throw new BpfLoadError(`map "${map}": ${member.name} is ${bytes} bytes, and ${fields[key]} elsewhere in its declaration`);
    }
    fields[key] = bytes;
  };

const ignored: Reader = () => {};

const READERS: Readonly<Record<string, Reader>> = {
  type: number('type'),
  max_entries: number('maxEntries'),
  map_flags: number('flags'),
  key_size: size('keySize', uint),
  value_size: size('valueSize', uint),
  key: size('keySize', (btf, member, map, fields) => pointee(btf, member, map, (id) => (fields.btfKey = id))),
  value: size('valueSize', (btf, member, map, fields) => pointee(btf, member, map, (id) => (fields.btfValue = id))),
  values: (fields, member, btf, map) => {
    const array = btf.type(member.type);
    const isPrograms = array?.kind === 'array' && behindPointer(btf, array.type)?.kind === 'funcProto';
    if (!isPrograms) throw new BpfLoadError(`map "${map}": values of a kind that is not supported; programs, int (*values[])(void *), are`);
    fields.values = member.bitOffset / 8;
    fields.valueSize ??= 4;
  },
  // A pin outlives the process that makes it; here the kernel ends with the run. Nodes of memory: the lab has one.
  pinning: ignored,
  numa_node: ignored,
  map_extra: ignored,
};

function readerOf({ name }: Member, map: string): Reader {
  const reader = Object.hasOwn(READERS, name) ? READERS[name] : undefined;
  if (reader) return reader;
  throw new BpfLoadError(`map "${map}": field "${name}" is not known; one of ${Object.keys(READERS).join(', ')}`);
}

/** __uint(name, value): a pointer to an array of so many ints. */
function uint(btf: Btf, member: Member, map: string): number {
  const array = behindPointer(btf, member.type);
  if (array?.kind !== 'array') throw new BpfLoadError(`map "${map}": ${member.name} is no number; __uint(${member.name}, …) is needed`);
  return array.length;
}

/** __type(name, type): a pointer to it. */
function pointee(btf: Btf, member: Member, map: string, found: (id: TypeId) => void): number {
  const pointer = btf.resolve(member.type);
  const bytes = pointer?.kind === 'ptr' ? btf.sizeOf(pointer.type) : undefined;
  if (pointer?.kind !== 'ptr' || bytes === undefined) throw new BpfLoadError(`map "${map}": ${member.name} is no type with a size; __type(${member.name}, …) is needed`);
  found(pointer.type);
  return bytes;
}

function behindPointer(btf: Btf, id: TypeId): BtfType | undefined {
  const pointer = btf.resolve(id);
  return pointer?.kind === 'ptr' ? btf.resolve(pointer.type) : undefined;
}

/** adjust_ringbuf_sz(): the next size that a ring buffer can have. */
function ringBufferSize(bytes: number): number {
  let fits = PAGE_SIZE;
  while (fits < bytes) fits *= 2;
  return bytes === 0 ? 0 : fits;
}

/** The programs that relocations put into `.values`. */
function readSlots(elf: ElfFile, section: ElfSection, map: string, start: number, flexible: number): (string | undefined)[] {
  const slots: (string | undefined)[] = [];
  // A flexible array has no size in the structure; the variable's own ends where the symbol does.
  const symbol = elf.symbols.find(({ name, section: index }) => name === map && index === section.index);
  const end = symbol ? Number(symbol.value) + symbol.size : start + flexible;
  for (const relocation of elf.relocations(section)) {
    if (relocation.offset < start || relocation.offset >= end) continue;
    const { name, type, section: home } = relocation.symbol;
    const isProgram = type === STT.func && ((elf.sections[home]?.flags ?? 0) & SHF.execinstr) !== 0;
    if (!isProgram || (relocation.offset - start) % POINTER !== 0) {
      throw new BpfLoadError(`map "${map}": relocation against "${name}" at byte ${relocation.offset} of section "${MAPS}": the values are programs`);
    }
    slots[(relocation.offset - start) / POINTER] = name;
  }
  return Array.from(slots);
}
