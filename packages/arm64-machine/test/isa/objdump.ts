import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Line {
  readonly address: bigint;
  readonly word: number;
  /** Undefined where objdump gives up. */
  readonly text: string | undefined;
}

/** Runs `body` with a directory of its own. */
export function inScratch<T>(body: (directory: string) => T): T {
  const directory = mkdtempSync(join(tmpdir(), 'tracelab-isa-'));
  try {
    return body(directory);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** What GNU objdump makes of words that lie one after another from address 0, in one run. Its comments are dropped. */
export function objdump(words: readonly number[]): Line[] {
  return inScratch((directory) => {
    const file = join(directory, 'words.bin');
    const bytes = Buffer.alloc(4 * words.length);
    words.forEach((word, i) => bytes.writeUInt32LE(word, 4 * i));
    writeFileSync(file, bytes);
    const listing = execFileSync('aarch64-linux-gnu-objdump', ['-D', '-z', '-b', 'binary', '-m', 'aarch64', file], {
      encoding: 'utf8',
      maxBuffer: 2 ** 30,
    });
    return listing.split('\n').flatMap((line) => {
      const match = /^\s*([0-9a-f]+):\t([0-9a-f]{8}) \t(.*)$/.exec(line);
      if (!match) return [];
      const text = match[3]!.replace(/\s*(?:\/\/|;).*$/, '').trim();
      return [{
        address: BigInt(`0x${match[1]}`),
        word: parseInt(match[2]!, 16),
        text: text.startsWith('.inst') ? undefined : text,
      }];
    });
  });
}
