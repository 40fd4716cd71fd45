/** What is wrong with the RFC of November 2022, by a word for each: eight known ones (kernel-paths.md 6.3), and one found here. */
export type DefectId =
  | 'leaked-counts'
  | 'overflowed-arguments'
  | 'edited-list'
  | 'truncated-result'
  | 'node-for-entry'
  | 'lost-exits'
  | 'invisible-result'
  | 'wrong-function-ip'
  | 'orphaned-hooks';
