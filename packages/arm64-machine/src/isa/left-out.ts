/** Instructions that the table has no rows for, with a word of each kind: a test checks that it is undefined here and known to objdump. */
export const leftOut: readonly { readonly what: string; readonly example: string; readonly word: number }[] = [
  { what: 'floating-point arithmetic, comparison and conversion', example: 'fadd', word: 0x1e622820 },
  { what: 'SIMD arithmetic, permutation, and loads and stores of structures', example: 'ld1', word: 0x4c407000 },
  { what: 'cryptographic extension', example: 'aese', word: 0x4e284820 },
  { what: 'FEAT_LOR (v8.1)', example: 'ldlar', word: 0xc8df7c20 },
  { what: 'FEAT_LRCPC (v8.3), FEAT_LRCPC2 (v8.4)', example: 'ldapr', word: 0xf8bfc020 },
  { what: 'FEAT_FlagM (v8.4), FEAT_FlagM2 (v8.5)', example: 'setf8', word: 0x3a00080d },
  { what: 'FEAT_SB (v8.5)', example: 'sb', word: 0xd50330ff },
  { what: 'FEAT_MTE (v8.5)', example: 'irg', word: 0x9adf1020 },
  { what: 'FEAT_WFxT, FEAT_LS64 (v8.7)', example: 'wfet', word: 0xd5031000 },
  { what: 'FEAT_MOPS, FEAT_HBC (v8.8)', example: 'cpyfp', word: 0x19010440 },
  { what: 'FEAT_CSSC (v8.9)', example: 'abs', word: 0xdac02020 },
  { what: 'transactional memory', example: 'tstart', word: 0xd5233060 },
  { what: 'SVE and SME', example: 'ptrue', word: 0x2518e3e0 },
];

/** {@link leftOut} as a Markdown table. */
export function leftOutList(): string {
  return ['| undefined | for example |', '| --- | --- |', ...leftOut.map(({ what, example }) => `| ${what} | ${example} |`)].join('\n');
}
