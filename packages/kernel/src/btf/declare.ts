import type { Field, Struct } from '@tracelab/arm64-machine';

/** Members that an earlier one's declaration takes in: the parts of a union, padding. */
export const COVERED = '';

/** A structure's place in the kernel's type information: where members are says the layout, what they are says C. */
export interface LayoutDeclaration {
  /** `task_struct`; C's rules put members where the layout says, or a hole is left. */
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  readonly members: readonly { readonly declaration: string; readonly offset: number }[];
}

/** Types, functions and variables that a package adds to the kernel's BTF, as C declares them. */
export interface TypeDeclarations {
  /** Typedefs, enumerations, and structures that C's rules lay out. */
  readonly types?: string;
  readonly layouts?: readonly LayoutDeclaration[];
  /** Prototypes of functions that programs can attach to. */
  readonly functions?: string;
  /** `extern` declarations of what programs can refer to by `__ksym`. */
  readonly variables?: string;
  /** The same, of per-CPU variables. */
  readonly perCpuVariables?: string;
}

/**
 * Gives C's names and types to the members of a layout. What is not named is an unsigned number, or bytes, under its own
 * name in C's spelling: `migrationFlags` is `unsigned short migration_flags`.
 *
 * @param spelled `struct pid *thread_pid` in place of what a member's declaration would be; {@link COVERED} for none
 */
export function declare<Member extends string>(
  layout: Struct<Member>,
  spelled?: Readonly<Partial<Record<Member, string>>>,
): LayoutDeclaration {
  const { structName, structSize, ...fields } = layout as unknown as Struct & Readonly<Record<string, Field>>;
  const members = Object.entries(fields as Readonly<Record<string, Field>>).flatMap(([key, field]) => {
    const declaration = spelled?.[key as Member] ?? plain(key, field);
    return declaration === COVERED ? [] : [{ declaration, offset: field.offset }];
  });
  return { name: structName, size: structSize, members };
}

const UNSIGNED = { 1: 'unsigned char', 2: 'unsigned short', 4: 'unsigned int', 8: 'unsigned long' } as const;
const SIGNED = { 1: 'signed char', 2: 'short', 4: 'int', 8: 'long' } as const;

function plain(key: string, { type }: Field): string {
  const name = key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  switch (type.kind) {
    case 'scalar':
      return `${(type.signed ? SIGNED : UNSIGNED)[type.size]} ${name}`;
    case 'array':
      return `${(type.of.signed ? SIGNED : UNSIGNED)[type.of.size]} ${name}[${type.length}]`;
    default:
      return `unsigned char ${name}[${type.kind === 'opaque' ? type.size : 0}]`;
  }
}
