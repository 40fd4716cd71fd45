import { oracle } from '@tracelab/testing';
import { describe, expect, test } from 'vitest';
import { kernelBtf, printOperation, readObject, type BpfObject, type BpfProgram, type KernelTarget } from '../../src/index.js';
import { CLANG_AND_LIBBPF, compileBpf, PREAMBLE } from '../clang.js';

const kernel: KernelTarget = {
  btf: kernelBtf(),
  address: (symbol) => (symbol === 'sys_call_table' ? 0xffff_8000_0912_3000n : undefined),
  config: { LINUX_KERNEL_VERSION: 0x60100, CONFIG_BPF: 'y', CONFIG_MODULES: 'n', CONFIG_HZ: 250, CONFIG_LOCALVERSION: { text: '-lab' } },
};
const read = (source: string, target = kernel): BpfObject => readObject(compileBpf(PREAMBLE + source), target);
const listing = ({ operations }: BpfProgram): string[] => operations.flatMap((one, i) => (one ? [`${i}: ${printOperation(one, i)}`] : []));
const FENTRY = 'SEC("fentry/bpf_fentry_test1")';

oracle(...CLANG_AND_LIBBPF)('objects that clang makes', () => {
  test('several programs of one section, optional ones among them', () => {
    const { programs } = read(`
      ${FENTRY} int one(void *ctx) { return 1; }
      ${FENTRY} int two(void *ctx) { return 2; }
      SEC("?fexit/bpf_fentry_test2") int three(void *ctx) { return 3; }`);
    expect(programs.map(({ name, section, autoload }) => [name, section, autoload])).toEqual([
      ['one', 'fentry/bpf_fentry_test1', true],
      ['two', 'fentry/bpf_fentry_test1', true],
      ['three', '?fexit/bpf_fentry_test2', false],
    ]);
    expect(listing(programs[1]!)).toEqual(['0: w0 = 2', '1: exit']);
  });

  test('subprograms, static and global, stand behind the program that calls them', () => {
    const { programs } = read(`
      static __noinline int twice(int x) { return 2 * x; }
      __noinline int thrice(int x) { return twice(x) + x; }
      ${FENTRY} int BPF_PROG(one, int a) { return thrice(a); }
      ${FENTRY} int BPF_PROG(two, int a) { return twice(a); }`);
    const [one, two] = programs as [BpfProgram, BpfProgram];
    expect(one.functions.map(({ name, global }) => [name, global])).toEqual([['one', true], ['thrice', true], ['twice', false]]);
    expect(two.functions.map(({ name }) => name)).toEqual(['two', 'twice']);
    const startOf = (program: BpfProgram, name: string): number => program.functions.find((one) => one.name === name)!.start;
    const calls = (program: BpfProgram): number[] => program.operations.flatMap((one) => (one?.kind === 'callLocal' ? [one.target] : []));
    expect(calls(one)).toEqual([startOf(one, 'thrice'), startOf(one, 'twice')]);
    expect(calls(two)).toEqual([startOf(two, 'twice')]);
    expect(one.functions.at(-1)!.end).toBe(one.slots.length);
    const { btf } = read(`${FENTRY} int f(void *ctx) { return 0; }`);
    expect(btf!.prototype('f')).toMatchObject({ kind: 'funcProto' });
  });

  test('the address of a callback', () => {
    const { programs } = read(`
      static int step(__u32 i, void *data) { return 0; }
      ${FENTRY} int one(void *ctx) { return bpf_loop(5, step, 0, 0); }`);
    const [program] = programs as [BpfProgram];
    const load = program.operations.findIndex((one) => one?.kind === 'imm64');
    expect(program.slots[load]).toMatchObject({ src: 4, imm: program.functions[1]!.start - load - 1 });
  });

  test('lines of the source', () => {
    const { programs } = read(`
      ${FENTRY} int one(void *ctx) {
        return 42;
      }`);
    expect(programs[0]!.lines).toContainEqual(expect.objectContaining({ instruction: 0, text: '        return 42;' }));
  });

  describe('maps', () => {
    const program = `${FENTRY} int one(void *ctx) { __u32 key = 0; bpf_map_lookup_elem(&m, &key); return 0; }`;
    const map = (fields: string, extra = ''): string => `${extra} struct { ${fields} } m SEC(".maps"); ${program}`;

    test('by types', () => {
      const { maps, btf, programs } = read(map('__uint(type, BPF_MAP_TYPE_HASH); __type(key, __u32); __type(value, struct v); __uint(max_entries, 16); __uint(map_flags, BPF_F_RDONLY_PROG);', 'struct v { int a; long b; };'));
      expect(maps).toMatchObject([{ name: 'm', type: 'hash', keySize: 4, valueSize: 16, maxEntries: 16, flags: 1 << 7 }]);
      expect(btf!.resolve(maps[0]!.btfValue!)).toMatchObject({ kind: 'struct', name: 'v' });
      expect(listing(programs[0]!)).toContain('4: r1 = 0x0 ll');
      expect(programs[0]!.slots[4]).toMatchObject({ src: 1, imm: 0 });
    });

    test('by sizes', () => {
      expect(read(map('__uint(type, BPF_MAP_TYPE_ARRAY); __uint(key_size, 4); __uint(value_size, 24); __uint(max_entries, 3); __uint(pinning, LIBBPF_PIN_BY_NAME);')).maps)
        .toMatchObject([{ type: 'array', keySize: 4, valueSize: 24, maxEntries: 3, flags: 0 }]);
    });

    test('a ring buffer grows to a size that it can have', () => {
      const { maps } = read(`struct { __uint(type, BPF_MAP_TYPE_RINGBUF); __uint(max_entries, 5000); } m SEC(".maps"); ${FENTRY} int one(void *ctx) { return bpf_ringbuf_query(&m, 0); }`);
      expect(maps).toMatchObject([{ type: 'ringbuf', keySize: 0, valueSize: 0, maxEntries: 8192 }]);
    });

    test('a program array with programs in it', () => {
      const { maps } = read(`
        int a(void *ctx); int b(void *ctx);
        struct { __uint(type, BPF_MAP_TYPE_PROG_ARRAY); __uint(max_entries, 4); __uint(key_size, 4); __array(values, int (void *)); } m
          SEC(".maps") = { .values = { [0] = (void *)&a, [2] = (void *)&b } };
        ${FENTRY} int a(void *ctx) { return 1; }
        ${FENTRY} int b(void *ctx) { bpf_tail_call(ctx, &m, 0); return 2; }`);
      expect(maps).toMatchObject([{ type: 'prog_array', valueSize: 4, initialSlots: ['a', undefined, 'b'] }]);
    });

    test('globals beside them', () => {
      const { maps, variables } = read(`
        const volatile int limit = 7; long count; int table[4] = { 1, 2, 3 }; int extra SEC(".data.extra") = 9;
        ${FENTRY} int one(void *ctx) { count += limit + table[3] + extra; return 0; }`);
      expect(maps.map(({ name, valueSize, readOnly }) => [name, valueSize, readOnly])).toEqual(
        expect.arrayContaining([['.rodata', 4, true], ['.bss', 8, false], ['.data', 16, false], ['.data.extra', 4, false]]),
      );
      expect(variables.map(({ name }) => name).sort()).toEqual(['count', 'extra', 'limit', 'table']);
    });

    test.each([
      ['a type that is not there', '__uint(type, BPF_MAP_TYPE_UNSPEC); __uint(max_entries, 1);', /^map "m": type 0 is not supported; one of hash \(1\), array/],
      ['no type', '__uint(max_entries, 1);', /^map "m": no type; __uint\(type, BPF_MAP_TYPE_…\) is needed$/],
      ['too many entries', '__uint(type, BPF_MAP_TYPE_ARRAY); __type(key, int); __type(value, long); __uint(max_entries, 10000000);', /^map "m": max_entries 10000000 of value_size 8: takes 80000000 bytes; a map may take/],
      ['sizes that disagree', '__uint(type, BPF_MAP_TYPE_ARRAY); __type(key, int); __uint(key_size, 8);', /^map "m": key_size is 8 bytes, and 4 elsewhere/],
      ['an unknown field', '__uint(type, BPF_MAP_TYPE_ARRAY); __uint(colour, 3);', /^map "m": field "colour" is not known; one of type, max_entries/],
      ['a field of the wrong form', '__type(type, int);', /^map "m": type is no number; __uint\(type, …\) is needed$/],
    ])('%s is refused', (_, fields, message) => {
      expect(() => read(map(fields))).toThrow(message);
    });
  });

  test('maps without BTF are refused', () => {
    const source = `${PREAMBLE} struct { __uint(type, BPF_MAP_TYPE_ARRAY); } m SEC(".maps"); ${FENTRY} int one(void *ctx) { return bpf_map_delete_elem(&m, ctx); }`;
    const object = compileBpf(source, ['-target', 'bpf', '-O2', '-D__TARGET_ARCH_arm64']);
    expect(() => readObject(object, kernel)).toThrow(/^section "\.maps": maps need BTF, which the object has not; compile with -g$/);
  });

  describe('externs', () => {
    test('options of the kernel', () => {
      const { maps, variables } = read(`
        extern int LINUX_KERNEL_VERSION __kconfig; extern _Bool CONFIG_MODULES __kconfig; extern char CONFIG_BPF __kconfig;
        extern unsigned long CONFIG_HZ __kconfig; extern const char CONFIG_LOCALVERSION[8] __kconfig; extern int CONFIG_NONE __kconfig __weak;
        ${FENTRY} int one(void *ctx) { return LINUX_KERNEL_VERSION + CONFIG_MODULES + CONFIG_BPF + CONFIG_HZ + CONFIG_NONE + CONFIG_LOCALVERSION[1]; }`);
      const map = maps.find(({ name }) => name === '.kconfig')!;
      const value = (name: string): string => {
        const { offset, size } = variables.find((one) => one.name === name)!;
        return Buffer.from(map.initial!.subarray(offset, offset + size)).toString('hex');
      };
      expect(map).toMatchObject({ type: 'array', readOnly: true });
      expect(value('LINUX_KERNEL_VERSION')).toBe('00010600');
      expect(value('CONFIG_MODULES')).toBe('00');
      expect(value('CONFIG_BPF')).toBe(Buffer.from('y').toString('hex'));
      expect(value('CONFIG_HZ')).toBe('fa00000000000000');
      expect(value('CONFIG_NONE')).toBe('00000000');
      expect(value('CONFIG_LOCALVERSION')).toBe(Buffer.from('-lab\0\0\0\0').toString('hex'));
    });

    test('symbols and variables', () => {
      const { programs } = read(`
        extern const void sys_call_table __ksym; extern const void gone __ksym __weak; extern const struct task_struct init_task __ksym;
        ${FENTRY} int one(void *ctx) { return &sys_call_table == ctx || &gone || init_task.pid == 3; }`);
      const loads = programs[0]!.operations.flatMap((one) => (one?.kind === 'imm64' ? [one] : []));
      expect(loads.map(({ pseudo, value }) => [pseudo, value])).toEqual(
        expect.arrayContaining([[0, 0xffff_8000_0912_3000n], [0, 0n], [3, BigInt(kernelBtf().findId('var', 'init_task')!)]]),
      );
    });

    test.each([
      ['an option', 'extern int CONFIG_NONE __kconfig;', 'CONFIG_NONE', /^extern "CONFIG_NONE": not in the kernel's configuration \(LINUX_KERNEL_VERSION, .*declare it __weak/],
      ['a symbol', 'extern const void nothing __ksym;', '(long)&nothing', /^extern "nothing": the kernel has no such symbol$/],
      ['a variable', 'extern const int nothing __ksym;', 'nothing', /^extern "nothing": no variable of the kernel's BTF; one of init_task/],
      ['a function', 'extern int bpf_kfunc_call(int) __ksym;', 'bpf_kfunc_call(1)', /^extern "bpf_kfunc_call": the kernel has no functions that programs may call but helpers/],
      ['undeclared', 'extern int stray;', 'stray', /^extern "stray": declared neither __ksym nor __kconfig in the object's BTF$/],
      ['an option of another type', 'extern _Bool CONFIG_HZ __kconfig;', 'CONFIG_HZ', /^extern "CONFIG_HZ": 250 does not fit its type; an integer is needed$/],
    ])('%s that is missing is named', (_, declaration, use, message) => {
      const attempt = (): string => {
        try {
          read(`${declaration} ${FENTRY} int one(void *ctx) { return ${use}; }`);
          return 'loaded';
        } catch (error) {
          return (error as Error).message;
        }
      };
      expect(attempt()).toMatch(message);
    });
  });

  test.each([
    ['a static program', `${FENTRY} static int hidden(void *ctx) { return 0; } int (*keep)(void *) = hidden; ${FENTRY} int one(void *ctx) { return 0; }`, /program "hidden" is static/],
    ['maps of the old form', 'struct { int type; } old SEC("maps") = { 1 };', /^section "maps": maps of the form before BTF are not supported/],
    ['no program', 'int f(void) { return 1; }', /^no programs: a function with SEC/],
  ])('%s is refused', (_, source, message) => {
    expect(() => read(source)).toThrow(message);
  });
});
