import { describe, expect, test } from 'vitest';
import { asm, assemble } from '../../src/asm/index.js';
import { link, writeElf } from '../../src/image/index.js';
import { LinuxProcess, type LinuxProcessOptions } from '../../src/linux-user/index.js';
import { cortexA72, createTimingModel } from '../../src/timing/index.js';

/** Loads an immediate and makes the call; the result is in X0. */
const macros = asm`
        .macro  call number
        mov     x8, #\number
        svc     #0
        .endm
        .macro  exit_with register
        mov     x0, \register
        call    93
        .endm
        .equ    EBADF, 9
        .equ    EFAULT, 14
`;

function load(text: string, options: LinuxProcessOptions = {}): LinuxProcess {
  const image = link([assemble(`${macros}\n        .globl _start\n${text}\n        .bss\nbuffer: .skip 4096`)], {
    sections: [
      { name: '.text', address: 0x40_0000n, perms: 'rx' },
      { name: '.data', address: 0x41_0000n, perms: 'rw' },
      { name: '.bss', address: 0x42_0000n, perms: 'rw' },
    ],
  });
  return new LinuxProcess(writeElf(image, { entry: '_start' }), options);
}

/** Runs to the end; X0 of `exit`, low 8 bits. */
function status(text: string, options?: LinuxProcessOptions): number | string {
  const ending = load(text, options).run(100_000);
  if (!ending) return 'still running';
  return ending.kind === 'exited' ? ending.status : ending.name;
}

test('the stack holds argc, argv, the environment and the auxiliary vector', () => {
  const process = load('_start: b _start', { argv: ['prog', 'two'], environment: ['A=b'], features: ['crc32', 'lse'] });
  const { space, machine } = process;
  let at = machine.state.sp;
  expect(at % 16n).toBe(0n);
  const next = (): bigint => space.readWord((at += 8n) - 8n);
  expect(next()).toBe(2n);
  expect([next(), next()].map((place) => space.readString(place))).toEqual(['prog', 'two']);
  expect(next()).toBe(0n);
  expect(space.readString(next())).toBe('A=b');
  expect(next()).toBe(0n);
  const auxiliary = new Map<bigint, bigint>();
  for (let type = next(); type !== 0n; type = next()) auxiliary.set(type, next());
  const AT = { phdr: 3n, phent: 4n, phnum: 5n, pagesz: 6n, entry: 9n, hwcap: 16n, random: 25n, execfn: 31n };
  expect(auxiliary.get(AT.entry)).toBe(0x40_0000n);
  expect(auxiliary.get(AT.pagesz)).toBe(4096n);
  expect(auxiliary.get(AT.phent)).toBe(56n);
  expect(auxiliary.get(AT.hwcap)).toBe((1n << 7n) | (1n << 8n));
  expect(space.readString(auxiliary.get(AT.execfn)!)).toBe('prog');
  expect(space.read(auxiliary.get(AT.random)!, 16)).not.toEqual(new Uint8Array(16));
});

describe('exit', () => {
  test('status is the low byte', () => expect(status('_start: mov x0, #0x1ff\n call 93')).toBe(0xff));
  test('exit_group', () => expect(status('_start: mov x0, #3\n call 94')).toBe(3));
  test('every instruction up to it has retired', () => {
    const process = load('_start: nop\n nop\n call 93', {});
    process.run();
    expect(process.machine.processor.retired).toBe(4);
    expect(process.registers.get('x8')).toBe(93n);
  });
});

describe('write', () => {
  const hello = asm`
_start: mov     x0, #1
        adrp    x1, text
        add     x1, x1, :lo12:text
        mov     x2, #6
        call    64
        exit_with x0
        .data
text:   .ascii  "hello\n"
  `;
  test('gives its bytes to the host', () => {
    const written: [number, string][] = [];
    expect(status(hello, { onWrite: (fd, bytes) => written.push([fd, new TextDecoder().decode(bytes)]) })).toBe(6);
    expect(written).toEqual([[1, 'hello\n']]);
  });
  test('EBADF and EFAULT', () => {
    expect(status('_start: mov x0, #7\n mov x2, #1\n call 64\n cmn x0, #EBADF\n cset x1, eq\n exit_with x1')).toBe(1);
    expect(
      status('_start: mov x0, #1\n mov x1, #16\n mov x2, #1\n call 64\n cmn x0, #EFAULT\n cset x1, eq\n exit_with x1'),
    ).toBe(1);
    expect(status('_start: mov x0, #1\n mov x2, #-1\n call 64\n cmn x0, #EFAULT\n cset x1, eq\n exit_with x1')).toBe(1);
  });
});

describe('memory', () => {
  test('brk grows and shrinks the heap', () => {
    const grow = asm`
_start: mov     x0, #0
        call    214
        add     x19, x0, #0x3000        // three pages from where it was
        mov     x0, x19
        call    214
        cmp     x0, x19
        b.ne    1f
        stur    x0, [x19, #-8]
        sub     x0, x19, #0x1000
        call    214
        SHRUNK
        exit_with #5
1:      exit_with #1
    `;
    expect(status(grow.replace('SHRUNK', 'nop'))).toBe(5);
    expect(status(grow.replace('SHRUNK', 'ldur x0, [x19, #-8]'))).toBe('SIGSEGV');
  });

  test('mmap, mprotect, munmap: permissions are real', () => {
    const map = asm`
_start: mov     x0, #0
        mov     x1, #0x4000
        mov     x2, #3                  // read, write
        mov     x3, #0x22               // private, anonymous
        mov     x4, #-1
        mov     x5, #0
        call    222
        mov     x19, x0
        str     x0, [x19, #0x2000]
        add     x0, x19, #0x2000
        mov     x1, #0x1000
        mov     x2, #1
        call    226
        ldr     x1, [x19, #0x2000]
        THEN
        exit_with #5
    `;
    expect(status(map.replace('THEN', 'str x0, [x19, #0x1000]'))).toBe(5);
    expect(status(map.replace('THEN', 'str x0, [x19, #0x2000]'))).toBe('SIGSEGV');
    expect(status(map.replace('THEN', 'mov x0, x19\n mov x1, #0x1000\n call 215\n ldr x0, [x19]'))).toBe('SIGSEGV');
  });

  test('code that is written into a mapping runs once it may', () => {
    expect(
      status(asm`
_start: mov     x0, #0
        mov     x1, #0x1000
        mov     x2, #7
        mov     x3, #0x22
        call    222
        mov     x19, x0
        ldr     w1, 1f
        ldr     w2, 1f + 4
        stp     w1, w2, [x19]
        blr     x19
        mov     x20, x0
        ldr     w1, 2f
        str     w1, [x19]
        blr     x19
        add     x0, x0, x20
        call    93
1:      mov     x0, #40
        ret
2:      mov     x0, #2
    `),
    ).toBe(42);
  });
});

describe('time', () => {
  const seconds = asm`
_start: mov     x0, #1
        adrp    x1, buffer
        call    113
        adrp    x1, buffer
        ldr     x0, [x1, #8]
        mov     x2, #1000
        udiv    x0, x0, x2              // microseconds
        call    93
  `;
  test('is what the core has spent', () => {
    expect(status(seconds)).toBe(0);
    const looped = seconds.replace('_start:', '_start: mov x9, #0x4000\n1: subs x9, x9, #1\n b.ne 1b\n');
    expect(status(looped)).toBe(Math.floor((2 * 0x4000) / 1500));
    const timing = createTimingModel(cortexA72);
    const timed = status(looped, { timing, features: cortexA72.features }) as number;
    expect(timed).toBeGreaterThan(0x4000 / 1500 - 1);
    expect(Math.abs(timed - timing.cycles / 1500)).toBeLessThan(2);
  });
  test('sleeping takes it, and costs nothing', () => {
    const sleeping = seconds.replace(
      '_start:',
      '_start: adrp x0, span\n add x0, x0, :lo12:span\n mov x1, #0\n call 101\n',
    );
    expect(status(`${sleeping}\n .data\nspan: .quad 0, 77000`)).toBe(77);
  });
});

describe('signals', () => {
  test.each([
    ['udf #0', 'SIGILL'],
    ['brk #1', 'SIGTRAP'],
    ['ldr x0, [xzr]'.replace('xzr', 'x30'), 'SIGSEGV'],
    ['br x30', 'SIGSEGV'],
    ['mov x1, sp\n add x1, x1, #1\n ldxr x0, [x1]', 'SIGBUS'],
    ['mrs x0, ttbr0_el1', 'SIGILL'],
    ['mov x0, #1000\n mov x1, #6\n call 130', 'SIGABRT'],
  ])('%s: %s', (text, name) => expect(status(`_start: ${text}`)).toBe(name));

  test('the fault names the place and the reason', () => {
    const ending = load('_start: nop\n ldr x0, [x30]').run();
    expect(ending?.kind === 'killed' && ending.fault.message).toBe(
      'data abort: read of 0x0, translation fault, at _start+0x4',
    );
  });

  test('one that is ignored does nothing', () => {
    expect(
      status(asm`
_start: adrp    x1, ignore
        add     x1, x1, :lo12:ignore
        mov     x0, #10                 // SIGUSR1
        mov     x2, #0
        mov     x3, #8
        call    134
        mov     x0, #0
        mov     x1, #10
        call    129
        exit_with x0
        .data
ignore: .quad   1, 0, 0, 0
    `),
    ).toBe(0);
  });
});

test('what does not exist fails with ENOSYS, and is recorded by name', () => {
  const process = load('_start: call 220\n call 220\n mov x19, x0\n call 435\n exit_with x19');
  expect(process.run()).toEqual({ kind: 'exited', status: 256 - 38 });
  expect([...process.missing]).toEqual([
    ['clone', 2],
    ['clone3', 1],
  ]);
});

test('getrandom is the same in every run', () => {
  const text = '_start: adrp x0, buffer\n mov x1, #8\n call 278\n adrp x0, buffer\n ldrb w0, [x0, #3]\n call 93';
  expect(status(text)).toBe(status(text));
});

test('segments beyond the memory are refused', () => {
  expect(() => load('_start: nop', { memoryCapacity: 4096 })).toThrow(
    /^segments of \d+ bytes: the process has 4096 bytes of memory$/,
  );
});
