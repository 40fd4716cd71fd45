import { TaskStruct } from '@tracelab/kernel';
import { oracle } from '@tracelab/testing';
import { describe, expect, test } from 'vitest';
import { declaredBtf } from '../../src/btf/kernel/kernel-btf.js';
import { kernelBtf, printOperation, readObject, type Btf } from '../../src/index.js';
import { CLANG_AND_LIBBPF, compileBpf } from '../clang.js';

/** Without vmlinux.h: each program brings its own idea of the kernel's types. */
const PREAMBLE = `
typedef unsigned char __u8; typedef unsigned short __u16; typedef unsigned int __u32; typedef int __s32; typedef unsigned long long __u64;
typedef long long __s64; typedef __u16 __be16; typedef __u32 __be32; typedef __u64 __be64; typedef __u32 __wsum; typedef _Bool bool;
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
#define CORE __attribute__((preserve_access_index))
`;

/** The instructions of a program whose body is given, relocated. */
function listing(types: string, body: string, kernel: Btf = kernelBtf()): string[] {
  const source = `${PREAMBLE} ${types}\nSEC("fentry/bpf_fentry_test1") long f(__u64 *ctx) { ${body} }`;
  const { programs } = readObject(compileBpf(source), { btf: kernel });
  return programs[0]!.operations.flatMap((one, i) => (one ? [printOperation(one, i)] : []));
}

/** What programs return that return one constant each. */
function constants(types: string, expressions: readonly string[], kernel: Btf): bigint[] {
  const functions = expressions.map((expression, i) => `SEC("fentry/bpf_fentry_test1") long f${i}(__u64 *ctx) { return ${expression}; }`);
  const { programs } = readObject(compileBpf(`${PREAMBLE} ${types}\n${functions.join('\n')}`), { btf: kernel });
  return programs.map(({ operations }) => {
    const line = printOperation(operations[0]!, 0);
    return BigInt(/^(?:r0|w0) = (-?(?:0x)?[0-9a-f]+)(?: ll)?$/.exec(line)?.[1] ?? `NaN in ${line}`);
  });
}

const TASK = 'struct task_struct { int tgid; int pid; struct task_struct *real_parent; } CORE;';

const OTHER = declaredBtf([{
  types: `
    struct inner { int deep; };
    struct thing {
      char pad[8]; unsigned short small; long wide; int sign; unsigned int *pointer;
      union { struct inner first; int other; }; int rows[4]; struct inner list[2];
    };
    enum colour { RED = 5, GREEN = 7, BLUE___kernel = 9 };
    typedef struct thing thing_t;
    struct twice { int a; };
  `,
}]);
const THING = 'struct inner { int deep; } CORE;';

oracle(...CLANG_AND_LIBBPF)('CO-RE', () => {
  test('moves accesses to where the kernel has the member', () => {
    expect(listing(TASK, 'struct task_struct *t = (void *)ctx[0]; return t->pid;').join()).toContain(` = *(u32 *)(r1 +${TaskStruct.pid})`);
    expect(listing(TASK, 'struct task_struct *t = (void *)ctx[0]; return t->tgid;').join()).toContain(` = *(u32 *)(r1 +${TaskStruct.tgid})`);
    expect(listing(TASK, 'struct task_struct *t = (void *)ctx[0]; int pid; bpf_core_read(&pid, 4, &t->pid); return pid;').join()).toContain(` = ${TaskStruct.pid}`);
  });

  test.each([
    ['a flavour of the type', 'struct thing___old { long wide; } CORE;', '((struct thing___old *)0)->wide', 16n],
    ['an anonymous union', `${THING} struct thing { struct inner first; } CORE;`, '((struct thing *)0)->first.deep', 40n],
    ['an element', 'struct thing { int rows[4]; } CORE;', '((struct thing *)0)->rows[2]', 52n],
    ['an element of structures', `${THING} struct thing { struct inner list[1]; } CORE;`, '((struct thing *)0)->list[0].deep', 60n],
  ])('offset in %s', (_, types, place, offset) => {
    expect(constants(types, [`(long)__builtin_preserve_access_index(&${place})`], OTHER)).toEqual([offset]);
  });

  describe('questions', () => {
    const thing = 'struct thing { long wide; int sign; int gone; unsigned short small; } CORE; enum colour { RED, GREEN = 1, PINK = 2 };';
    test('of fields, types and enumerators', () => {
      const answers = {
        'bpf_core_field_exists(((struct thing *)0)->wide)': 1n,
        'bpf_core_field_exists(((struct thing *)0)->gone)': 0n,
        'bpf_core_field_size(((struct thing *)0)->small)': 2n,
        'bpf_core_type_exists(struct thing)': 1n,
        'bpf_core_type_exists(struct nothing)': 0n,
        'bpf_core_type_size(struct thing)': 72n,
        'bpf_core_type_id_kernel(struct thing)': BigInt(OTHER.findId('struct', 'thing')!),
        'bpf_core_enum_value_exists(enum colour, GREEN)': 1n,
        'bpf_core_enum_value_exists(enum colour, PINK)': 0n,
        'bpf_core_enum_value(enum colour, RED)': 5n,
        'bpf_core_enum_value(enum colour, GREEN)': 7n,
        '__builtin_preserve_field_info(((struct thing *)0)->sign, 3)': 1n,
        '__builtin_preserve_field_info(((struct thing *)0)->small, 4)': 48n,
        '__builtin_preserve_field_info(((struct thing *)0)->small, 5)': 48n,
      };
      const found = constants(`${thing} struct nothing { int x; } CORE; struct nothing *n;`, Object.keys(answers), OTHER);
      expect(Object.fromEntries(Object.keys(answers).map((question, i) => [question, found[i]]))).toEqual(answers);
    });

    test('bit fields are loaded by the word that has them', () => {
      const bits = declaredBtf([{ types: 'struct bits { int before; };' }]);
      const [type] = bits.types.filter((one) => one?.kind === 'struct');
      const int = bits.findId('int', 'int')!;
      const members = [{ name: 'before', type: int, bitOffset: 0, bitSize: 0 }, { name: 'flag', type: int, bitOffset: 37, bitSize: 3 }];
      Object.assign(type!, { size: 8, members });
      const local = 'struct bits { int flag: 3; } CORE;';
      const info = (kind: number): string => `__builtin_preserve_field_info(((struct bits *)0)->flag, ${kind})`;
      expect(constants(local, [0, 1, 3, 4, 5].map(info), bits)).toEqual([4n, 4n, 1n, 56n, 61n]);
    });
  });

  test('loads take the width that the kernel has, where that is safe', () => {
    const load = (type: string): string => listing(`struct thing { ${type} small; long wide; } CORE;`, `return ((struct thing *)ctx[0])->small;`, OTHER)[1]!;
    expect(load('unsigned int')).toBe('r0 = *(u16 *)(r1 +8)');
    expect(load('unsigned char')).toBe('r0 = *(u16 *)(r1 +8)');
    expect(load('int')).toBe('call unknown#195896080');
  });

  test('what the kernel has not must not be reached', () => {
    expect(listing('struct thing { long gone; } CORE;', 'return ((struct thing *)ctx[0])->gone;', OTHER)).toContain('call unknown#195896080');
  });

  test.each([
    ['struct thing___z { long gone; } CORE;', 'return ((struct thing___z *)ctx[0])->gone;', 'struct thing___z.gone'],
    ['struct other { int a; } CORE; struct thing { struct other absent[2]; } CORE;', 'return ((struct thing *)ctx[0])->absent[1].a;', 'struct thing.absent[1].a'],
    ['struct thing { int small; } CORE;', 'return ((struct thing *)ctx[0])->small;', 'struct thing.small of the same type'],
    ['enum colour { ABSENT = 1 };', 'return bpf_core_enum_value(enum colour, ABSENT);', 'enum colour.ABSENT'],
  ])('and the instruction says what it was: %s', (types, body, missing) => {
    const source = `${PREAMBLE} ${types}\nSEC("fentry/bpf_fentry_test1") long f(__u64 *ctx) { ${body} }`;
    const { programs } = readObject(compileBpf(source), { btf: OTHER });
    expect(programs[0]!.slots.flatMap((slot) => slot.missing ?? [])).toContain(missing);
  });

  test.each([
    ['no kernel', undefined, 'a CO-RE relocation needs the types of a kernel'],
    ['several types that differ', declaredBtf([{ types: 'struct thing { long wide; }; struct thing___v2 { int pad[2]; long wide; };' }]), 'CO-RE relocation field_byte_offset of "thing": the kernel has several of that name, which differ'],
  ])('%s', (_, btf, message) => {
    const source = `${PREAMBLE} struct thing { long wide; } CORE; SEC("fentry/bpf_fentry_test1") long f(__u64 *ctx) { return ((struct thing *)ctx[0])->wide; }`;
    expect(() => readObject(compileBpf(source), btf && { btf })).toThrow(new RegExp(`^f: instruction 1: ${message}`));
  });
});
