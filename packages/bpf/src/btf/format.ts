/** First two bytes of .BTF and .BTF.ext. */
export const MAGIC = 0xeb9f;
/** BTF_VAR_* and BTF_FUNC_*: index is the number. */
export const LINKAGES = ['static', 'global', 'extern'] as const;

/** BTF_KIND_*: index is the kind's number. */
export const KINDS = [
  undefined,
  'int',
  'ptr',
  'array',
  'struct',
  'union',
  'enum',
  'fwd',
  'typedef',
  'volatile',
  'const',
  'restrict',
  'func',
  'funcProto',
  'var',
  'datasec',
  'float',
  'declTag',
  'typeTag',
  'enum64',
] as const;
