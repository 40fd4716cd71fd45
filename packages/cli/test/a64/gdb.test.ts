import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { asm, assemble, Cluster, cores, createTimingModel, link, LinuxProcess, SLOT, writeElf } from '@tracelab/arm64-machine';
import { oracle } from '@tracelab/testing';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { GdbServer } from '../../src/a64/gdb-server.js';
import { commandLine } from '../../src/command-line.js';
import type { Host } from '../../src/host.js';

/** A call that goes through a trampoline, as a traced function's does; with a counter to watch, and an end. */
const image = link([assemble(asm`
        .globl  _start, traced, trampoline, ops, hits
        .type   _start, %function
_start: adrp    x20, stack + 4096
        add     sp, x20, #:lo12:stack + 4096
        mov     x0, #7
        bl      traced
        mov     x1, x0
        bl      traced
        mov     x8, #93
        svc     #0
        hlt     #0
        .size   _start, . - _start

        .type   traced, %function
traced: mov     x9, x30
        bl      trampoline
        add     x0, x0, #1
        ret
        .size   traced, . - traced

        .type   trampoline, %function
trampoline:
        stp     x29, x9, [sp, #-16]!
        mov     x29, sp
        sub     sp, sp, #32
        stp     x0, x30, [sp, #16]
        stp     x29, x30, [sp]
        mov     x29, sp
        bl      ops
        ldp     x0, x30, [sp, #16]
        add     sp, sp, #32
        ldp     x29, x9, [sp], #16
        mov     x10, x30
        mov     x30, x9
        ret     x10
        .size   trampoline, . - trampoline

        .type   ops, %function
ops:    adrp    x2, hits
        ldr     x3, [x2, #:lo12:hits]
        add     x3, x3, #1
        str     x3, [x2, #:lo12:hits]
        ret
        .size   ops, . - ops

        .data
        .type   hits, %object
hits:   .quad   0
        .size   hits, 8
        .align  4
stack:  .skip   4096
`, { name: 'traced.s' })], {
  sections: [
    { name: '.text', address: 0x40_0000n, perms: 'rx' },
    { name: '.data', address: 0x50_0000n, perms: 'rw' },
  ],
});

let directory: string;
let elf: string;
let server: GdbServer | undefined;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'gdb-'));
  elf = join(directory, 'traced.elf');
  writeFileSync(elf, writeElf(image, { entry: '_start' }));
});
afterAll(() => rmSync(directory, { recursive: true }));
afterEach(() => server?.close());

/** The image on bare cores, timed. */
function bare(count: number): Cluster {
  const cluster = Cluster.create({
    cores: count,
    timing: () => createTimingModel(cores['cortex-a72']!),
    onException: (_, machine) => machine.halt(),
  });
  cluster.load(image);
  for (const { state } of cluster.cores) {
    state.words[SLOT.el] = 1;
    state.pc = image.symbols.lookup('_start');
  }
  return cluster;
}

const run = promisify(execFile);

/** A host whose standard error tells the port that the server announces. */
function hostAt(): { host: Host; announced: Promise<number>; said: () => string } {
  let announce: (port: number) => void;
  const announced = new Promise<number>((resolve) => (announce = resolve));
  let said = '';
  const write = (text: string | Uint8Array): void => {
    said += String(text);
    const port = /^127\.0\.0\.1:(\d+): /.exec(said)?.[1];
    if (port !== undefined) announce(Number(port));
  };
  const host: Host = { stdout: { write }, stderr: { write }, env: {}, readFile: (path) => readFileSync(path), writeFile: () => {} };
  return { host, announced, said: () => said };
}

const gdb = (...commands: readonly string[]): Promise<string> => gdbOn(server!.port, commands);

/** What gdb prints for these commands, connected. */
async function gdbOn(port: number, commands: readonly string[]): Promise<string> {
  const all = ['set confirm off', 'set width 0', 'set style enabled off', `target remote 127.0.0.1:${port}`, ...commands];
  const { stdout, stderr } = await run('gdb-multiarch', ['-nx', '-batch', ...all.flatMap((one) => ['-ex', one]), elf], { timeout: 30_000 });
  return stdout + stderr;
}

oracle('gdb-multiarch')('gdb', () => {
  test('breaks at a symbol, steps through the trampoline, reads registers and memory', async () => {
    server = await GdbServer.listen(bare(1), { port: 0 });
    const text = await gdb(
      'break *trampoline', 'continue', 'p $x0', 'p/x $x9', 'info symbol $x30',
      'stepi', 'stepi', 'x/i $pc', 'p $sp == $x29', 'stepi 5', 'info symbol $pc', 'backtrace', 'finish', 'x/i $pc', 'x/gx &hits',
      'stepi 5', 'x/i $pc', 'stepi', 'info symbol $pc', 'p/x $cpsr', 'set var $v3.d.u[1] = 9', 'p $v3.s.u', 'p $fpcr',
    );
    expect(text).toContain('Breakpoint 1, 0x0000000000400034 in trampoline ()');
    expect(text).toContain('$1 = 7\n$2 = 0x400010\ntraced + 8 in section .text');
    expect(text).toContain('=> 0x40003c <trampoline+8>:\tsub\tsp, sp, #0x20\n$3 = 1\n');
    expect(text).toContain('ops in section .text');
    expect(text).toContain('#0  0x0000000000400068 in ops ()\n#1  0x0000000000400050 in trampoline ()\n');
    expect(text).toContain('=> 0x400050 <trampoline+28>:\tldp\tx0, x30, [sp, #16]');
    expect(text).toContain('<hits>:\t0x0000000000000001');
    expect(text).toContain('=> 0x400064 <trampoline+48>:\tret\tx10');
    expect(text).toContain('traced + 8 in section .text\n$4 = 0x4\n$5 = {0, 0, 9, 0}\n$6 = 0\n');
  }, 60_000);

  test('a watchpoint shows the value before and after', async () => {
    server = await GdbServer.listen(bare(1), { port: 0 });
    const text = await gdb('watch *(long *)&hits', 'continue', 'continue', 'info symbol $pc', 'delete', 'rwatch *(long *)&hits', 'info watchpoints');
    expect(text).toContain('Hardware watchpoint 1: *(long *)&hits');
    expect(text).toMatch(/Old value = 0\nNew value = 1\n0x0*40007[\da-f] in ops/);
    expect(text).toMatch(/Old value = 1\nNew value = 2\n/);
    expect(text).toContain('ops + 16 in section .text');
  }, 60_000);

  test('writes registers, memory and code', async () => {
    server = await GdbServer.listen(bare(1), { port: 0 });
    const text = await gdb(
      'break ops', 'continue', 'set var *(long *)&hits = 41', 'set var $x7 = 0x123456789', 'p/x $x7', 'stepi 3', 'p $x3',
      'set var *(int *)$pc = 0xd503201f', 'x/i $pc', 'stepi', 'p *(long *)&hits', 'set var $pc = traced', 'info symbol $pc',
    );
    expect(text).toContain('$1 = 0x123456789\n');
    expect(text).toContain('$2 = 42\n');
    expect(text).toContain('nop');
    expect(text).toContain('$3 = 41\n');
    expect(text).toContain('traced in section .text');
  }, 60_000);

  test('cores are threads', async () => {
    server = await GdbServer.listen(bare(2), { port: 0 });
    const text = await gdb('info threads', 'break ops', 'continue', 'thread', 'continue', 'thread', 'thread apply all p $pc', 'monitor cycles');
    expect(text).toMatch(/\* 1 +Thread 1 \(core 0, EL1\) .*_start \(\)\n +2 +Thread 2 \(core 1, EL1\) .*_start \(\)/);
    expect(text).toContain('[Current thread is 1 (Thread 1)]');
    expect(text).toContain('[Current thread is 2 (Thread 2)]');
    expect(text).toMatch(/Thread 2 \(Thread 2 \(core 1, EL1\)\):\n\$1 = .*<ops>\n/);
    expect(text).toMatch(/core 0: [\d.]+ cycles, \d+ instructions\ncore 1: [\d.]+ cycles, \d+ instructions/);
  }, 60_000);

  test('a Linux process ends with its status', async () => {
    const process = new LinuxProcess(writeElf(image, { entry: '_start' }));
    server = await GdbServer.listen(new Cluster([process.machine]), { port: 0, program: process });
    const text = await gdb('break ops', 'continue', 'delete', 'continue');
    expect(text).toContain('[Inferior 1 (Remote target) exited with code 011]');
  }, 60_000);

  test.each([
    ['as a Linux process', [], 'Thread 1 (core 0, EL0)', '[Inferior 1 (Remote target) killed]'],
    ['bare, on two cores', ['--bare', '--cores', '2'], 'Thread 2 (core 1, EL1)', '[Inferior 1 (Remote target) killed]'],
  ])('tracelab a64 gdb: %s', async (_, options, thread, end) => {
    const { host, announced } = hostAt();
    const done = commandLine(['a64', 'gdb', elf, '--port', '0', ...options], host);
    const text = await gdbOn(await announced, ['info threads', 'break *ops', 'continue', 'kill']);
    expect(text).toContain(thread);
    expect(text).toContain('Breakpoint 1, ');
    expect(text).toContain(end);
    expect(await done).toBe(0);
  }, 60_000);

  test('a crash is shown where it happened', async () => {
    const crash = link([assemble(asm`
        .globl  _start
_start: mov     x1, #16
        ldr     x0, [x1]
`, { name: 'crash' })], { sections: [{ name: '.text', address: 0x40_0000n, perms: 'rx' }] });
    const process = new LinuxProcess(writeElf(crash, { entry: '_start' }));
    server = await GdbServer.listen(new Cluster([process.machine]), { port: 0, program: process });
    const text = await gdb('continue', 'x/i $pc', 'continue');
    expect(text).toContain('data abort: read of 0x10, translation fault, at _start+0x4');
    expect(text).toContain('Program received signal SIGSEGV, Segmentation fault.');
    expect(text).toContain('=> 0x400004 <_start+4>:\tldr\tx0, [x1]');
    expect(text).toContain('Program terminated with signal SIGSEGV, Segmentation fault.');
  }, 60_000);

  test('detaching leaves the cores where they are, for the next gdb; killing ends the server', async () => {
    server = await GdbServer.listen(bare(1), { port: 0 });
    await gdb('break ops', 'continue', 'detach');
    expect(await gdb('info symbol $pc', 'detach')).toContain('ops in section .text');
    await gdb('kill');
    await server.closed;
  }, 60_000);
});

describe('clients that behave badly', () => {
  const dial = async (): Promise<Socket> => {
    const socket = connect(server!.port, '127.0.0.1');
    await new Promise((resolve) => socket.once('connect', resolve));
    return socket;
  };
  const answer = (socket: Socket): Promise<string> => new Promise((resolve) => socket.once('data', (bytes) => resolve(bytes.toString())));
  const gone = (socket: Socket): Promise<unknown> => new Promise((resolve) => socket.once('close', resolve).resume());

  test('only 127.0.0.1 is listened on', async () => {
    server = await GdbServer.listen(bare(1), { port: 0 });
    const refused = await new Promise((resolve) => connect(server!.port, '127.0.0.2').once('error', ({ message }) => resolve(message)));
    expect(refused).toContain('ECONNREFUSED');
  });

  test('one at a time; one that vanishes while the cores run makes room', async () => {
    server = await GdbServer.listen(bare(1), { port: 0 });
    const first = await dial();
    first.write('+$c#63');
    const second = await dial();
    await gone(second);
    first.destroy();
    await gone(first);
    await new Promise((resolve) => setTimeout(resolve, 20));
    const third = await dial();
    third.write('$qC#b4');
    expect(await answer(third)).toContain('QC1');
    third.destroy();
  });

  test('garbage, then a real packet', async () => {
    server = await GdbServer.listen(bare(1), { port: 0 });
    const socket = await dial();
    socket.write('GET / HTTP/1.1\r\nHost: $#\r\n\r\n\0\xff$#$$$#zz}*}*');
    socket.write('$qC#b4');
    let text = '';
    while (!text.includes('QC1')) text += await answer(socket);
    socket.destroy();
  });

  test('a port in use is refused', async () => {
    server = await GdbServer.listen(bare(1), { port: 0 });
    await expect(GdbServer.listen(bare(1), { port: server.port })).rejects.toThrow('EADDRINUSE');
  });
});

test.each([
  [['--port', '65536'], /option '--port <number>' argument '65536' is invalid\. It must be a TCP port, 0 to 65535\./],
  [['--cores', '2'], /^tracelab: --cores is for --bare: a Linux process has one thread$/],
  [['--bare', '--cores', '0'], /It must be a number of cores, 1 to 64\./],
  [['--core', 'cortex-m0'], /^tracelab: unknown core "cortex-m0": one of cortex-a72, /],
])('%j is refused in one line', async (options, message) => {
  const { host, said } = hostAt();
  expect(await commandLine(['a64', 'gdb', elf, ...options], host)).toBe(2);
  expect(said().trimEnd()).toMatch(message);
  expect(said().trimEnd()).not.toContain('\n');
});

test('a port in use, and a file that is no ELF', async () => {
  server = await GdbServer.listen(bare(1), { port: 0 });
  const busy = hostAt();
  expect(await commandLine(['a64', 'gdb', elf, '--port', String(server.port)], busy.host)).toBe(2);
  expect(busy.said()).toBe(`tracelab: --port ${server.port}: address already in use\n`);
  const foreign = hostAt();
  expect(await commandLine(['a64', 'gdb', '/etc/passwd', '--port', '0'], foreign.host)).toBe(2);
  expect(foreign.said()).toMatch(/^tracelab: \/etc\/passwd: .*\n$/);
});
