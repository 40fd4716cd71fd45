import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readElf } from '@tracelab/arm64-machine';
import { baseParts, linkKernel, Pid, PtRegs, TaskStruct } from '@tracelab/kernel';
import { findTool, inDirectory, oracle } from '@tracelab/testing';
import { describe, expect, test } from 'vitest';
import { printDeclaration } from '../../src/btf/c/print.js';
import { Btf, functionModel, kernelBtf, printHeader, writeBtf } from '../../src/index.js';
import { CLANG_AND_LIBBPF, compileBpf, PREAMBLE } from '../clang.js';

const kernel = kernelBtf();

/** Every named member of every structure that both have: `pid.level` at which bit, of how many bytes. */
function layoutOf(btf: Btf): Record<string, string> {
  const rows = btf.types.flatMap((type) => {
    if ((type?.kind !== 'struct' && type?.kind !== 'union') || type.name === '') return [];
    const members = type.members
      .filter(({ name }) => !/^$|^__hole_/.test(name))
      .map(({ name, bitOffset, bitSize, type: its }) => [`${type.name}.${name}`, `${bitOffset}:${bitSize} of ${btf.sizeOf(its)} bytes`]);
    return [[type.name, `${type.size} bytes`], ...members];
  });
  return Object.fromEntries(rows) as Record<string, string>;
}

/** The layouts that clang sees in a header. */
function compiledLayout(header: string): Record<string, string> {
  const names = kernel.types.flatMap((type) => (type?.kind === 'struct' && type.name ? [type.name] : []));
  const uses = names.map((name) => `void *use_${name}(struct ${name} *p) { return p + 1; }`).join('\n');
  const object = compileBpf(`${header}\n${uses}\nstruct all { ${names.map((name) => `struct ${name} m_${name};`).join(' ')} } all;`);
  const layout = layoutOf(new Btf(readElf(object).section('.BTF')!.bytes));
  return Object.fromEntries(Object.entries(layout).filter(([key]) => !/^all\b/.test(key)));
}

describe("the kernel's BTF", () => {
  test('has the layouts that machine code and TypeScript use', () => {
    const layout = layoutOf(kernel);
    expect(layout['task_struct']).toBe(`${TaskStruct.structSize} bytes`);
    expect(layout['task_struct.signal']).toBe(`${TaskStruct.signal.offset * 8}:0 of 8 bytes`);
    expect(layout['pid.numbers']).toBe(`${Pid.numbers.offset * 8}:0 of 16 bytes`);
    expect(layout['pt_regs.syscallno']).toBe(`${PtRegs.syscallno.offset * 8}:0 of 4 bytes`);
  });

  test('has a prototype of every function that ftrace can hook', () => {
    const without = linkKernel([baseParts]).mcount.filter(({ name }) => !kernel.prototype(name));
    expect(without.map(({ name }) => name)).toEqual([]);
  });

  test('says how arguments travel', () => {
    const widths = (name: string): string[] =>
      functionModel(kernel, name).arguments.map(({ size, signed }) => `${signed ? 's' : 'u'}${size * 8}`);
    expect(widths('bpf_fentry_test3')).toEqual(['u8', 's32', 'u64']);
    expect(widths('bpf_fentry_test6')).toEqual(['u64', 'u64', 's16', 's32', 'u64', 'u64']);
    expect(widths('__rcu_read_lock')).toEqual([]);
    expect(functionModel(kernel, '__arm64_sys_getpgid').returns).toEqual({ size: 8, signed: true });
    expect(functionModel(kernel, '__rcu_read_lock').returns).toEqual({ size: 0, signed: false });
    expect(() => functionModel(kernel, 'bpf_fentry_test77')).toThrow(/^function "bpf_fentry_test77": the kernel's BTF has none of that name; it has bpf_fentry_test/);
  });

  test('is read back as it was written', () => {
    expect(new Btf(writeBtf(kernel.types)).types).toEqual(kernel.types);
  });

  test.each([
    ['task_struct', 'real_parent', 'struct task_struct *real_parent'],
    ['task_struct', 'cpus_ptr', 'const cpumask_t *cpus_ptr'],
    ['task_struct', 'pid_links', 'struct hlist_node pid_links[4]'],
    ['callback_head', 'func', 'void (*func)(struct callback_head *head)'],
    ['xa_node', 'marks', 'unsigned long marks[3][1]'],
    ['fault_info', 'name', 'const char *name'],
  ])('%s.%s prints as C', (struct, member, text) => {
    const { type, name } = kernel.find('struct', struct)!.members.find((one) => one.name === member)!;
    expect(printDeclaration(kernel, type, name)).toBe(text);
  });
});

oracle(...CLANG_AND_LIBBPF)('clang, given the header', () => {
  test('lays structures out as the kernel does', () => {
    expect(compiledLayout(printHeader(kernel))).toMatchObject(layoutOf(kernel));
  });

  test("compiles a program with it and libbpf's own headers", () => {
    const object = compileBpf(`${PREAMBLE}
      SEC("fentry/bpf_fentry_test1") int BPF_PROG(one, int a) {
        struct task_struct *task = (void *)bpf_get_current_task();
        return BPF_CORE_READ(task, real_parent, pid) + a;
      }
      SEC("kprobe/bpf_fentry_test2") int BPF_KPROBE(two, int a) { return a + PT_REGS_IP(ctx); }`);
    expect(readElf(object).section('fentry/bpf_fentry_test1')!.size).toBeGreaterThan(0);
  });

  test('makes BTF that is the same when it is written again', () => {
    const section = readElf(compileBpf(`${PREAMBLE} struct { int a: 3; unsigned b: 30; enum { X = -1 } c; } bits; volatile const char *const text[2];`)).section('.BTF')!;
    const { types } = new Btf(section.bytes);
    expect(new Btf(writeBtf(types)).types).toEqual(types);
  });
});

oracle('clang', 'bpftool')('bpftool', () => {
  const format = findTool('bpftool') === undefined ? '' : inDirectory((directory) => {
    const file = join(directory, 'vmlinux.btf');
    writeFileSync(file, writeBtf(kernel.types));
    writeFileSync(join(directory, 'vmlinux.h'), execFileSync('bpftool', ['btf', 'dump', 'file', file, 'format', 'c']));
    return readFileSync(join(directory, 'vmlinux.h'), 'utf8');
  });

  test('prints a header with the same layouts from the BTF that is written', () => {
    expect(compiledLayout(format)).toEqual(compiledLayout(printHeader(kernel)));
  });
});
