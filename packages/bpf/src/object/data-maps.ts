import { SHF, SHT, STT, type ElfFile } from '@tracelab/arm64-machine';
import type { Btf, TypeId } from '../btf/index.js';
import { BpfLoadError } from '../load-error.js';
import { MAP_FLAG, type MapDefinition } from '../map/index.js';
import { checkDefinition } from '../map/limits.js';

export interface GlobalVariable {
  readonly name: string;
  /** Index of its map. */
  readonly map: number;
  /** Bytes, within the map's value. */
  readonly offset: number;
  readonly size: number;
  /** Its type, where the object has BTF. */
  readonly type: TypeId | undefined;
  readonly signed: boolean;
}

/** .bss, .data*, .rodata* as maps, and the variables in them. */
export function readDataMaps(
  elf: ElfFile,
  btf: Btf | undefined,
): { maps: MapDefinition[]; variables: GlobalVariable[] } {
  const maps = elf.sections
    .filter(({ name, flags, size }) => flags & SHF.alloc && size > 0 && /^\.(bss|data|rodata)(\.|$)/.test(name))
    .map((section): MapDefinition => {
      const { name, size, type, bytes, index } = section;
      const definition: MapDefinition = {
        name,
        type: 'array',
        keySize: 4,
        valueSize: size,
        maxEntries: 1,
        flags: MAP_FLAG.mmapable | (name.startsWith('.rodata') ? MAP_FLAG.rdonlyProg : 0),
        readOnly: name.startsWith('.rodata'),
        initial: type === SHT.nobits ? new Uint8Array() : bytes,
        section: index,
      };
      checkDefinition(definition);
      return definition;
    });
  const variables = elf.symbols.flatMap((symbol): GlobalVariable[] => {
    const map = maps.findIndex(({ section }) => section === symbol.section);
    if (map < 0 || symbol.type !== STT.object) return [];
    const { name, valueSize } = maps[map]!;
    const offset = Number(symbol.value);
    if (offset + symbol.size > valueSize) {
      const range = `${offset}..${offset + symbol.size}`;
      throw new BpfLoadError(`variable "${symbol.name}": bytes ${range} of section "${name}", which has ${valueSize}`);
    }
    const type = btf?.find('var', symbol.name)?.type;
    return [
      {
        name: symbol.name,
        map,
        offset,
        size: symbol.size,
        type,
        signed: type !== undefined && btf!.isSigned(type),
      },
    ];
  });
  return { maps, variables };
}
