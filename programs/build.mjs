// Compiles programs/*.bpf.c to objects, and packs the trigger's into a TypeScript module for hosts without a file system.
// vmlinux.h is the output of `tracelab btf vmlinux`; libbpf's headers are those of Debian's libbpf-dev.
//
//   npm run programs -w @tracelab/bpf            writes beside the sources and into packages/bpf/src/programs
//   node programs/build.mjs --out DIR            writes everything into DIR instead
//
// No path or time of the build reaches the objects: the same clang makes the same bytes everywhere.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));

// -mcpu=v3 is what the kernel's selftests are built for. An atomic add whose result is unused stays one without fetch.
const flags = ['-target', 'bpf', '-mcpu=v3', '-g', '-O2', '-Wall', '-Werror', '-D__TARGET_ARCH_arm64', '-fdebug-compilation-dir=.'];

/** Objects that the packages carry with them. */
const embedded = ['trigger'];

const out = process.argv.indexOf('--out');
const objectDir = out < 0 ? here : resolve(process.argv[out + 1]);
const moduleDir = out < 0 ? join(here, '../packages/bpf/src/programs') : objectDir;
mkdirSync(objectDir, { recursive: true });

for (const source of readdirSync(here).filter((file) => file.endsWith('.bpf.c'))) {
  const object = join(objectDir, source.replace(/\.c$/, '.o'));
  // Relative names only, so that debug information holds no absolute path.
  execFileSync('clang', [...flags, '-c', source, '-o', object], { cwd: here, stdio: 'inherit' });

  const name = basename(source, '.bpf.c');
  if (!embedded.includes(name)) continue;
  const identifier = name.replace(/_(\w)/g, (_, letter) => letter.toUpperCase()) + 'Object';
  writeFileSync(join(moduleDir, `${name}.generated.ts`), generatedModule(source, identifier, readFileSync(object)));
}

function generatedModule(source, identifier, bytes) {
  const lines = bytes.toString('base64').match(/.{1,100}/g);
  return `// Made from programs/${source} by programs/build.mjs. Do not edit.
import { decodeBase64 } from './base64.js';

/** The bytes of programs/${source.replace(/\.c$/, '.o')}. */
export const ${identifier}: Uint8Array = decodeBase64(
  [
${lines.map((line) => `    '${line}',`).join('\n')}
  ].join(''),
);
`;
}
