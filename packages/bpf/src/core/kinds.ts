/** enum bpf_core_relo_kind (linux/bpf.h): what an instruction wants to know of the kernel's type. Index is the number. */
export const CORE_KINDS = [
  'field_byte_offset',
  'field_byte_size',
  'field_exists',
  'field_signed',
  'field_lshift_u64',
  'field_rshift_u64',
  'type_id_local',
  'type_id_target',
  'type_exists',
  'type_size',
  'enumval_exists',
  'enumval_value',
  'type_matches',
] as const;
export type CoreKind = (typeof CORE_KINDS)[number];

/** Answered with 0 where the kernel has nothing of the kind; every other question has no answer then. */
export const ASKS_EXISTENCE: readonly CoreKind[] = ['field_exists', 'type_exists', 'enumval_exists', 'type_matches'];
