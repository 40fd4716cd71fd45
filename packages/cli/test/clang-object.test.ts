import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { oracle } from '@tracelab/testing';
import { expect, test } from 'vitest';
import { tracelab } from './recording-host.js';

const BPF = ['-target', 'bpf', '-mcpu=v3', '-g', '-O2'];

/** What clang makes of C source. */
function compile(source: string, flags: readonly string[] = BPF): Uint8Array {
  const dir = mkdtempSync(join(tmpdir(), 'tracelab-'));
  try {
    const object = join(dir, 'x.o');
    execFileSync('clang', [...flags, '-x', 'c', '-c', '-', '-o', object], { input: source });
    return readFileSync(object);
  } finally {
    rmSync(dir, { recursive: true });
  }
}

function program(body: string, section = 'fentry/__arm64_sys_getpgid'): string {
  return `long hits = 7;\n__attribute__((section("${section}"), used)) int mine(long *ctx) { ${body} return 0; }\n`;
}

const args = ['bench', '--object', 'x.o', '--hook', 'fentry', '--invoker', 'direct'];

oracle('clang')('objects that clang makes', () => {
  test("a program of one's own costs what it costs", async () => {
    const cycles = async (body: string): Promise<number> => {
      const { stdout, stderr } = await tracelab([...args, '--json'], { files: { 'x.o': compile(program(body)) } });
      expect(stderr).toBe('');
      return JSON.parse(stdout).rows[0].cycles;
    };
    const short = await cycles('hits++;');
    const long = await cycles(
      'hits++; unsigned long x = hits; for (int i = 0; i < 20; i++) x = x / 3 + i; hits += x == 12345;',
    );
    expect(long).toBeGreaterThan(short + 20);
  });

  test.each([
    ['for another machine', program('hits++;'), ['-O2'], /not a BPF object but ELF for machine \d+: BPF/],
    ['with a helper', program('((long (*)(void))5)(); hits++;'), BPF, /helper bpf_ktime_get_ns: this kernel has no helpers/],
    ['with another target', program('hits++;', 'fentry/vfs_write'), BPF, /no program in section "fentry\/__arm64/],
    ['of another type', program('hits++;', 'xdp'), BPF, /section "xdp": .* not supported; one of fentry\/FUNCTION/],
    ['with an unknown function', `long f(void); ${program('hits += f();')}`, BPF, /extern "f": declared neither __ksym nor __kconfig in the object's BTF/],
  ])('one %s is refused', async (_, source, flags, message) => {
    const { status, stdout, stderr } = await tracelab(args, { files: { 'x.o': compile(source, flags) } });
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(/^tracelab: object "x\.o": .*\n$/);
    expect(stderr).toMatch(message);
  });
});
