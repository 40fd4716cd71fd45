import { kernelTypes, type LayoutDeclaration, type TypeDeclarations } from '@tracelab/kernel';
import type { Btf } from '../btf.js';
import { BtfBuilder } from '../builder.js';
import { CDeclarations, type Declared } from '../c/declarations.js';
import type { Member } from '../types.js';
import { bpfTypes } from './bpf-types.js';

/** BTF of what packages declare: the type information of a kernel, as pahole would make it of one. */
export function declaredBtf(declarations: readonly TypeDeclarations[]): Btf {
  const builder = new BtfBuilder();
  const c = new CDeclarations(builder);
  for (const { types = '' } of declarations) c.read(types);
  for (const { layouts = [] } of declarations) for (const layout of layouts) defineLayout(builder, c, layout);
  for (const { functions = '' } of declarations) {
    for (const { name, type } of c.read(functions)) builder.add({ kind: 'func', name, type, linkage: 'static' });
  }
  for (const { variables = '' } of declarations) for (const one of c.read(variables)) variable(builder, one);
  const perCpu = declarations.flatMap(({ perCpuVariables = '' }) => c.read(perCpuVariables).map((one) => variable(builder, one)));
  const btf = builder.build();
  let offset = 0;
  builder.append({
    kind: 'datasec',
    name: '.data..percpu',
    variables: perCpu.map(({ id, type }) => {
      const entry = { type: id, offset, size: btf.sizeOf(type) ?? 0 };
      offset += entry.size;
      return entry;
    }),
    size: offset,
  });
  return builder.build();
}

function variable(builder: BtfBuilder, { name, type }: Declared): { id: number; type: number } {
  return { id: builder.add({ kind: 'var', name, type, linkage: 'global' }), type };
}

/** A structure whose members stand where its layout has them. @throws Error where they overlap, or do not fit */
function defineLayout(builder: BtfBuilder, c: CDeclarations, { name, size, members }: LayoutDeclaration): void {
  builder.mention('struct', name);
  const btf = builder.build();
  let end = 0;
  const placed = members.map(({ declaration, offset }): Member => {
    const member = c.member(declaration);
    const bytes = btf.sizeOf(member.type);
    if (bytes === undefined) throw new Error(`struct ${name}: "${declaration}" has no size`);
    if (offset < end) throw new Error(`struct ${name}: "${declaration}" at ${offset} overlaps what ends at ${end}`);
    end = offset + bytes;
    return { ...member, bitOffset: offset * 8, bitSize: 0 };
  });
  if (end > size) throw new Error(`struct ${name}: members end at ${end}, the structure at ${size}`);
  builder.define('struct', { kind: 'struct', name, size, members: placed });
}

let cached: Btf | undefined;

/** The types, functions and variables of the lab's kernel. They are the same whatever series is switched on. */
export function kernelBtf(): Btf {
  return (cached ??= declaredBtf([kernelTypes, bpfTypes]));
}
