/** A program or object that cannot be loaded: one line that names the part, and what would be accepted. */
export class BpfLoadError extends Error {
  override readonly name = 'BpfLoadError';
}
