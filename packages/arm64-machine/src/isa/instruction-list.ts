import { rows } from './table/index.js';
import type { Feature } from './row.js';

const EXTENSIONS: readonly (readonly [Feature | undefined, string])[] = [
  [undefined, 'ARMv8.0'],
  ['crc32', 'CRC32'],
  ['lse', 'LSE atomics, v8.1'],
  ['pauth', 'pointer authentication, v8.3'],
  ['bti', 'branch target identification, v8.5'],
  ['simd', 'SIMD and floating-point registers'],
];

/** Every mnemonic of the table by the extension it needs, the names that objdump prefers included, as a Markdown table. */
export function instructionList(): string {
  const lines = EXTENSIONS.flatMap(([feature, title]) => {
    const own = rows.filter((row) => row.feature === feature);
    const mnemonics = new Set(own.flatMap(({ mnemonic, aliases = [] }) => [mnemonic, ...aliases.filter(({ printed }) => printed !== false).map((alias) => alias.mnemonic)]));
    return own.length === 0 ? [] : [`| ${title} | ${own.length} | ${[...mnemonics].sort().join(' ')} |`];
  });
  return ['| extension | encodings | mnemonics |', '| --- | --- | --- |', ...lines].join('\n');
}
