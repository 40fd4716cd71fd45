/** Addresses to stop at; tells of each that is new, so that code translated past it can be dropped. */
export class BreakpointSet extends Set<bigint> {
  readonly #onNew: (address: bigint) => void;

  constructor(onNew: (address: bigint) => void) {
    super();
    this.#onNew = onNew;
  }

  override add(address: bigint): this {
    if (!this.has(address)) this.#onNew(address);
    return super.add(address);
  }
}
