import { readFileSync } from 'node:fs';

/** From the machine up: who stands on whom. */
const PACKAGES = [
  'arm64-machine',
  'kernel',
  'bpf',
  'ftrace-regs',
  'ops-direct',
  'fprobe',
  'rethook',
  'bpf-trampoline',
  'kprobe',
  'bench',
  'cli',
];

export default {
  /** The packages, with their own words. */
  packages() {
    const rows = PACKAGES.map((name) => {
      const { description } = JSON.parse(
        readFileSync(new URL(`../packages/${name}/package.json`, import.meta.url), 'utf8'),
      );
      return `| [\`${name}\`](packages/${name}/README.md) | ${description} |`;
    });
    return ['| package | |', '| --- | --- |', ...rows].join('\n');
  },
};
