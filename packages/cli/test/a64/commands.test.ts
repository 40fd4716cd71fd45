import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { commandLine } from '../../src/command-line.js';
import { tracelab, type Recorded } from '../recording-host.js';

/** Built from packages/arm64-machine/test/programs/sha256.c. */
const SHA256 = fileURLToPath(new URL('../../../arm64-machine/test/programs/sha256.elf', import.meta.url));
const ABC = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  abc\n';

const text = (source: string): Uint8Array => new TextEncoder().encode(source);

async function done(args: readonly string[], files: Readonly<Record<string, Uint8Array>> = {}): Promise<Recorded> {
  const result = await tracelab(['a64', ...args], { files });
  expect(result.stderr).toBe('');
  expect(result.status).toBe(0);
  return result;
}

describe('asm', () => {
  test('prints the words of the code', async () => {
    const { stdout } = await done(['asm'], { '-': text('add x0, x1, x2\n1: b 1b\n') });
    expect(stdout).toBe('8b020020\n14000000\n');
  });

  test('JSON has sections and symbols', async () => {
    const { stdout } = await done(['asm', 'a.s', '--json'], { 'a.s': text('f: ret\n.data\nx: .quad f\n') });
    expect(JSON.parse(stdout)).toMatchObject({
      format: 'tracelab.a64.asm/1',
      sections: [
        { name: '.text', address: '0x400000', perms: 'rx', words: ['d65f03c0'] },
        { name: '.data', address: '0x401000', perms: 'rw', words: ['00400000', '00000000'] },
      ],
      symbols: [
        { name: 'f', address: '0x400000' },
        { name: 'x', address: '0x401000' },
      ],
    });
  });

  test('an executable that it writes is one that run runs', async () => {
    const source = text(`
_start: adrp    x0, value
        ldr     w0, [x0, :lo12:value]
        mov     x8, #93
        svc     #0
        .data
value:  .word   42`);
    const { files, stdout } = await done(['asm', 'a.s', '-o', 'a.elf'], { 'a.s': source });
    expect(stdout).toBe('');
    const ran = await tracelab(['a64', 'run', 'a.elf'], { files: { 'a.elf': files['a.elf'] as Uint8Array } });
    expect(ran.status).toBe(42);
  });

  test('.bin gets the bytes alone', async () => {
    const { files } = await done(['asm', '-', '-o', 'a.bin'], { '-': text('nop\nret\n') });
    expect(files['a.bin']).toEqual(Uint8Array.of(0x1f, 0x20, 0x03, 0xd5, 0xc0, 0x03, 0x5f, 0xd6));
  });
});

describe('dis', () => {
  test('words in hex', async () => {
    expect((await done(['dis', '--hex', '8b020020,0xd65f03c0', 'ffffffff'])).stdout).toBe(
      'add\tx0, x1, x2\nret\n.inst\t0xffffffff ; undefined\n',
    );
  });

  test('raw little-endian words, at an address', async () => {
    const files = { 'a.bin': Uint8Array.of(0x02, 0x00, 0x00, 0x14) };
    expect((await done(['dis', 'a.bin', '--address', '0x1000'], files)).stdout).toBe('b\t0x1008\n');
  });

  test('an ELF file, with its symbols', async () => {
    const lines = (await done(['dis', SHA256])).stdout.split('\n');
    expect(lines).toContainEqual(expect.stringMatching(/^bl\t[0-9a-f]+ <printf>$/));
    expect(lines.at(-1)).toBe('');
  });

  test('JSON', async () => {
    expect(JSON.parse((await done(['dis', '--hex', 'd503201f', 'ffffffff', '--json'])).stdout)).toEqual({
      format: 'tracelab.a64.dis/1',
      words: [
        { address: '0x0', word: 'd503201f', text: 'nop' },
        { address: '0x4', word: 'ffffffff', text: null },
      ],
    });
  });
});

describe('decode', () => {
  test('shows row, fields, semantics and timing class', async () => {
    expect((await done(['decode', '--hex', 'b9400be1'])).stdout).toBe(`b9400be1  ldr	w1, [sp, #8]
  row     ldr_Wt_imm: 10 111 0 01 01 imm12 Rn Rt
  fields  imm12=2 Rn=31 Rt=1
  does    x1 = memory32[sp + 8]
  class   load
`);
  });

  test('JSON', async () => {
    const { words } = JSON.parse((await done(['decode', '--json', '--hex', 'b8e00022', 'ffffffff'])).stdout);
    expect(words).toMatchObject([
      { row: 'ldaddal_W', feature: 'lse', class: 'atomic-acquire-release' },
      { text: null },
    ]);
  });
});

describe('time', () => {
  test('throughput and latency', async () => {
    expect((await done(['time', '--asm', 'add x0, x1, x2'])).stdout)
      .toBe(`throughput  0.50 cycles for 1 instruction (port 0.50)
latency     1.00 cycles from x1 to x0
latency     1.00 cycles from x2 to x0
`);
  });

  test.each([
    [
      'mul w0, w1, w2',
      [
        ['x1', 'x0', 3],
        ['x2', 'x0', 3],
      ],
    ],
    ['ldr x1, [x2, #8]', [['x2', 'x1', 4]]],
    ['ldr x0, [x0]', [['x0', 'x0', 4]]],
    [
      'str x1, [x0]; ldr x1, [x0]',
      [
        ['x1', 'x1', 7],
        ['x0', 'x1', 7],
      ],
    ],
    [
      'cmp x1, x2',
      [
        ['x1', 'nzcv', 1],
        ['x2', 'nzcv', 1],
      ],
    ],
    [
      'csel x0, x1, x2, eq',
      [
        ['nzcv', 'x0', 1],
        ['x1', 'x0', 1],
        ['x2', 'x0', 1],
      ],
    ],
  ])('latencies of %s', async (asm, expected) => {
    const { latencies } = JSON.parse((await done(['time', '--latency', '--json', '--asm', asm])).stdout);
    const found = latencies.map(({ from, to, cycles }: { from: string; to: string; cycles: number }) => [
      from,
      to,
      Math.round(cycles * 10) / 10,
    ]);
    expect(found).toEqual(expect.arrayContaining(expected));
    expect(found.length).toBe(expected.length);
  });

  test('on another core, throughput alone', async () => {
    const { throughput, latencies, core } = JSON.parse(
      (await done(['time', '--core', 'neoverse-n1', '--throughput', '--json', '--asm', 'nop'])).stdout,
    );
    expect({ latencies, core }).toEqual({ core: 'neoverse-n1' });
    expect(throughput.cycles).toBeLessThan(1);
  });
});

describe('run', () => {
  test('passes output on, and figures to standard error', async () => {
    const { status, stdout, stderr } = await tracelab(['a64', 'run', SHA256, 'abc']);
    expect({ status, stdout }).toEqual({ status: 0, stdout: ABC });
    expect(stderr).toMatch(/^\d+ instructions, \d+ cycles on cortex-a72, \d\.\d{3} a piece\nbase /);
  });

  test('--json FILE takes the figures', async () => {
    const { stdout, files } = await done(['run', '--json', 'out.json', '--profile', '--regs', SHA256, 'abc']);
    expect(stdout).toBe(ABC);
    const figures = JSON.parse(files['out.json'] as string);
    expect(figures).toMatchObject({
      format: 'tracelab.a64.run/1',
      core: 'cortex-a72',
      ending: { kind: 'exited', status: 0 },
    });
    expect(figures.registers).toMatchObject({ x8: '0x000000000000005e', el: '0x0000000000000000' });
    const sum = (numbers: number[]): number => numbers.reduce((total, number) => total + number, 0);
    expect(sum(Object.values(figures.causes))).toBe(figures.cycles);
    expect(sum(figures.functions.map(({ self }: { self: { cycles: number } }) => self.cycles))).toBe(figures.cycles);
    const start = figures.functions.find(({ name }: { name: string }) => name === '_start');
    expect(start).toMatchObject({
      calls: 1,
      inclusive: { cycles: figures.cycles, instructions: figures.instructions },
    });
  });

  test('--core none only executes', async () => {
    const { stdout, stderr } = await tracelab(['a64', 'run', '--core', 'none', SHA256, 'abc']);
    expect(stdout).toBe(ABC);
    expect(stderr).toMatch(/^\d+ instructions\n$/);
  });

  test.each(['cortex-a72', 'cortex-a53'])(
    'replaying what --trace writes costs the cycles of the run (%s)',
    async (core) => {
      const timed = await tracelab(['a64', 'run', '--core', core, '--json', 'out.json', SHA256, 'x']);
      const traced = await tracelab(['a64', 'run', '--core', core, '--trace', SHA256, 'x']);
      const { cycles, instructions } = JSON.parse(timed.files['out.json'] as string);
      expect(traced.stderr.split('\n').length - 1).toBe(instructions);
      const replayed = await done(['replay', '--core', core, '--json', '-'], { '-': text(traced.stderr) });
      expect(JSON.parse(replayed.stdout)).toMatchObject({ cycles, instructions });
    },
  );

  test('stops with the status of timeout(1)', async () => {
    const { status, stderr } = await tracelab(['a64', 'run', '--max-instructions', '1000', SHA256]);
    expect(status).toBe(124);
    expect(stderr).toMatch(/^tracelab: stopped after 10\d\d instructions\n/);
  });

  test('says what killed the program, with the status of a shell', async () => {
    const { files } = await done(['asm', '-o', 'a.elf'], { '-': text('_start: mov x1, #16\nldr x0, [x1]\n') });
    const { status, stderr, stdout } = await tracelab(['a64', 'run', 'a.elf'], {
      files: files as Record<string, Uint8Array>,
    });
    expect({ status, stdout }).toEqual({ status: 139, stdout: '' });
    expect(stderr.split('\n')[0]).toBe('tracelab: SIGSEGV: data abort: read of 0x10, translation fault, at _start+0x4');
  });
});

describe('what cannot be used is said in one line, with status 2', () => {
  const elf = new Uint8Array(readFileSync(SHA256));
  const files = {
    'cut.elf': elf.slice(0, 300),
    'a.txt': text('hello'),
    'a.s': text('\tnop\n\taddd x0, x1\n\tfoo\n'),
    'a.elf': elf,
  };
  test.each([
    ['asm a.s', 'a.s:2:2: unknown mnemonic "addd"'],
    ['asm missing.s', 'cannot read "missing.s": no such file'],
    ['dis', 'dis needs a file, - for standard input, or --hex with words'],
    ['dis a.txt', 'a.txt: 5 bytes are no multiple of the 4 of a word'],
    ['dis --hex 12345678 123456789', '"123456789" is no instruction word: 1 to 8 hex digits, as in 8b020020'],
    ['dis cut.elf', 'cut.elf: truncated: the table of'],
    ['dis --hex ,', 'no instruction word: 1 to 8 hex digits, as in 8b020020'],
    ['dis --hex 0 --address 3', '"3" is no address of a word: a multiple of 4 below 2^64, decimal or hex after 0x'],
    ['dis --hex 0 --address 18446744073709551616', '"18446744073709551616" is no address of a word'],
    ['dis a.elf --address 0', '--address is for words alone: a.elf is ELF'],
    ['--hex 0', "unknown option '--hex' (Did you mean --help?): a command first, one of asm, dis, decode"],
    ['decode', "required option '--hex <words...>' not specified: words in hex"],
    ['run', "missing required argument 'file': ELF, linked with -static -no-pie"],
    ['asm a.s b.s', 'asm takes 1 argument: "b.s" is too many'],
    ['run cut.elf', 'cut.elf: truncated: the table of'],
    ['run a.txt', 'a.txt: not an ELF file'],
    ['run a.elf --core a72', 'unknown core "a72": one of cortex-a72,'],
    ['run a.elf --max-instructions many', 'It must be a number of instructions, 1 or more.'],
    ['run a.elf --tracing', "unknown option '--tracing'"],
    ['time', "time needs --asm 'add x0, x1, x2', or --table"],
    ['time --core none --asm nop', 'unknown core "none": one of cortex-a72,'],
    ['time --asm x', '--asm:1:1: unknown mnemonic "x"'],
  ])('%s', async (args, message) => {
    const { status, stdout, stderr } = await tracelab(['a64', ...args.split(' ')], { files });
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(/^tracelab: [^\n]+\n$/);
    expect(stderr).toContain(message);
  });

  test.each([
    [['asm', 'good.s', '-o', 'no/such'], 'ENOENT', 'cannot write "no/such": no such directory'],
    [['run', '--json', 'dir', 'a.elf', 'abc'], 'EISDIR', 'cannot write "dir": EISDIR'],
  ])('%j', async (args, code, message) => {
    const written = { stdout: '', stderr: '' };
    const status = await commandLine(['a64', ...args], {
      stdout: { write: (part) => (written.stdout += String(part)) },
      stderr: { write: (part) => (written.stderr += String(part)) },
      env: {},
      readFile: (path) => (path === 'good.s' ? text('\tnop\n') : elf),
      writeFile: () => {
        throw Object.assign(new Error(code), { code });
      },
    });
    expect({ status, ...written }).toEqual({ status: 2, stdout: '', stderr: `tracelab: ${message}\n` });
  });

  test.each([
    ['add x28, x0, x1', "x28 is the loop's: take one of x0 to x26"],
    ['ldr x0, [xzr]', '--asm:1:'],
    ['br x1', 'nothing mapped at 0x0'],
    ['bl elsewhere', 'undefined symbol "elsewhere"'],
    ['// nothing', '--asm: no instruction'],
    ['b .', '--asm: a copy does not go on to the next'],
  ])('time --asm %j', async (asm, message) => {
    const { status, stdout, stderr } = await tracelab(['a64', 'time', '--asm', asm]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(/^tracelab: [^\n]+\n$/);
    expect(stderr).toContain(message);
  });
});
