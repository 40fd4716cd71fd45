import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inDirectory } from '@tracelab/testing';
import { kernelBtf, printHeader } from '../src/index.js';

/** What {@link compileBpf} needs, for `oracle`. */
export const CLANG_AND_LIBBPF = ['clang', '/usr/include/bpf/bpf_helpers.h'];

const FLAGS = ['-target', 'bpf', '-mcpu=v3', '-g', '-O2', '-Wall', '-D__TARGET_ARCH_arm64'];

let header: string | undefined;

/** The object that clang makes of C, which may include "vmlinux.h" and libbpf's headers. @throws Error with clang's messages */
export function compileBpf(source: string, flags: readonly string[] = FLAGS): Uint8Array {
  return inDirectory((directory) => {
    writeFileSync(join(directory, 'vmlinux.h'), (header ??= printHeader(kernelBtf())));
    writeFileSync(join(directory, 'x.c'), source);
    execFileSync('clang', [...flags, '-I.', '-c', 'x.c', '-o', 'x.o'], { cwd: directory, stdio: 'pipe' });
    return new Uint8Array(readFileSync(join(directory, 'x.o')));
  });
}

/** What programs begin with. */
export const PREAMBLE = `
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>
char _license[] SEC("license") = "GPL";
`;
