/** What is wrong with the RFC of November 2022, by a word for each (kernel-paths.md 6.3). */
export type DefectId =
  | 'leaked-counts'
  | 'overflowed-arguments'
  | 'edited-list'
  | 'truncated-result'
  | 'node-for-entry'
  | 'lost-exits'
  | 'invisible-result'
  | 'wrong-function-ip';
