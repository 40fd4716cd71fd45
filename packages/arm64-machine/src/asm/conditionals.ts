import { StatementError } from './assembly-error.js';

interface Branch {
  /** Statements of this branch are assembled. */
  active: boolean;
  /** An earlier branch was: those that follow are not. */
  taken: boolean;
  hasElse: boolean;
  /** What surrounds the .if is assembled. */
  readonly outer: boolean;
}

/** Which statements .if, .else and .endif leave over. */
export class Conditionals {
  private readonly open: Branch[] = [];

  get active(): boolean {
    return this.open.at(-1)?.active ?? true;
  }

  get depth(): number {
    return this.open.length;
  }

  /** Opens a branch; the condition is asked only where it matters. */
  begin(condition: () => boolean): void {
    const outer = this.active;
    const branch: Branch = { active: false, taken: true, hasElse: false, outer };
    this.open.push(branch);
    // The branch is open even if its condition makes no sense, so that its .endif still has an .if.
    if (outer) branch.active = branch.taken = condition();
  }

  elseIf(condition: () => boolean): void {
    const branch = this.current('.elseif');
    if (branch.hasElse) throw new StatementError('.elseif after .else');
    branch.active = false;
    if (branch.outer && !branch.taken) branch.active = branch.taken = condition();
  }

  otherwise(): void {
    const branch = this.current('.else');
    if (branch.hasElse) throw new StatementError('a second .else');
    branch.hasElse = true;
    branch.active = branch.outer && !branch.taken;
  }

  end(): void {
    this.current('.endif');
    this.open.pop();
  }

  /** Closes what was opened since there were `depth`, as when a macro is left, and tells whether there was any. */
  closeTo(depth: number): boolean {
    return this.open.splice(depth).length > 0;
  }

  private current(directive: string): Branch {
    const branch = this.open.at(-1);
    if (!branch) throw new StatementError(`${directive} without .if`);
    return branch;
  }
}
