import type { ObjectCode } from '../image/object-code.js';
import { a64, type InstructionSet } from '../isa/index.js';
import { AssemblyError, readingAt, StatementError, type Diagnostic, type Place } from './assembly-error.js';
import { Conditionals } from './conditionals.js';
import { findConditional, findDirective } from './directives/index.js';
import { sectionDefaults } from './directives/section-defaults.js';
import { emitInstruction } from './instruction.js';
import type { Literal } from './literal-pool.js';
import { expandMacro, type Macro } from './macro.js';
import { objectSymbols } from './object-symbols.js';
import { dataValue } from './relocate.js';
import { Section } from './section.js';
import { SourceReader } from './source-reader.js';
import { statementsOf, type Operand } from './statement.js';
import { SymbolScope, type Site } from './symbol-scope.js';
import { numberOf, type Location } from './value.js';

/** Statements that a source may come to with its macros expanded: beyond, a macro or .rept has run away. */
const maximumStatements = 500_000;

const labelText = /^(?:(\d+)|([A-Za-z_.$][\w.$]*))\s*:\s*/;
const operationText = /^([A-Za-z_.$][\w.$]*)\s*/;

/**
 * Assembles one source in two passes. The first expands macros and lays out: every instruction is 4 bytes long, so that
 * places are final as they are read. The second writes instructions and data, with all symbols known.
 */
export class Assembler {
  readonly scope = new SymbolScope();
  readonly macros = new Map<string, Macro>();
  readonly registerAliases = new Map<string, string>();
  readonly conditionals = new Conditionals();
  readonly reader: SourceReader;
  readonly instructions: InstructionSet;
  previousSection: Section | undefined;
  readonly sectionStack: (readonly [current: Section, previous: Section | undefined])[] = [];
  /** Where the current statement's operation stands. */
  place: Place;
  /** Characters from there to its operands. */
  private operandShift = 0;
  private readonly name: string;
  private readonly sections = new Map<string, Section>();
  private current: Section | undefined;
  private sequence = 0;
  private expansions = 0;
  private readonly deferred: { readonly place: Place; readonly shift: number; readonly write: () => void }[] = [];
  private readonly diagnostics: Diagnostic[] = [];

  constructor(source: string, name: string, instructions = a64) {
    this.name = name;
    this.instructions = instructions;
    this.place = { name, line: 1, column: 1 };
    this.reader = new SourceReader(statementsOf(source, name));
  }

  /** @throws AssemblyError with everything that is wrong */
  assemble(): ObjectCode {
    for (let statement = this.reader.next(); statement; statement = this.reader.next()) {
      const { text, place } = statement;
      this.attempt(place, () => this.statement(text, place));
      if (++this.sequence <= maximumStatements) continue;
      this.report(place, new StatementError(`more than ${maximumStatements} statements: does a macro or .rept end?`));
      break;
    }
    if (this.conditionals.closeTo(0)) this.report(this.place, new StatementError('.if without .endif'));
    for (const section of this.sections.values()) this.attempt(this.place, () => this.placeLiterals(section));
    for (const { place, shift, write } of this.deferred) this.attempt(place, write, shift);
    const symbols = objectSymbols(this.scope, (place, resolve) => this.attempt(place, resolve));
    if (this.diagnostics.length > 0) throw new AssemblyError(this.diagnostics);
    return { name: this.name, sections: [...this.sections.values()].map((section) => section.finish()), ...symbols };
  }

  /** The section that statements go to: .text until another is named. */
  get section(): Section {
    return (this.current ??= this.sectionNamed('.text'));
  }

  switchTo(section: Section): void {
    this.previousSection = this.section;
    this.current = section;
  }

  /** The section of that name, made where it is new; flags count only then. */
  sectionNamed(name: string, flags?: string, nobits?: boolean): Section {
    let section = this.sections.get(name);
    if (!section) {
      const defaults = sectionDefaults(name);
      section = new Section(name, flags ?? defaults.flags, nobits ?? defaults.nobits);
      this.sections.set(name, section);
    } else if (flags !== undefined && flags !== section.flags) {
      throw new StatementError(`section "${name}" has the flags "${section.flags}" already, not "${flags}"`);
    }
    return section;
  }

  /** The place of the next byte. */
  here(): Location {
    return { section: this.section, offset: this.section.size };
  }

  site(): Site & { readonly location: Location } {
    return { sequence: this.sequence, location: this.here() };
  }

  /** The value of an expression that must be a number already. */
  number({ text, column }: Operand): bigint {
    return readingAt(column, () => numberOf(this.scope.evaluateText(text, this.site())));
  }

  /** Has `write` done in the second pass. */
  defer(write: () => void): void {
    this.deferred.push({ place: this.place, shift: this.operandShift, write });
  }

  /** Data of `size` bytes: an expression's value, or the relocation that makes it. */
  emitData(operand: Operand, size: number): void {
    const site = this.site();
    this.section.reserve(size);
    this.deferData(operand, site, site.location, size);
  }

  /** Puts what `ldr xN, =expression` asked for since the last time behind the section's code. */
  placeLiterals(section: Section): void {
    for (const literal of section.literals.take()) this.placeLiteral(section, literal);
  }

  private placeLiteral(section: Section, literal: Literal): void {
    section.alignTo(literal.size, 0n);
    literal.offset = section.reserve(literal.size);
    this.place = literal.place;
    this.operandShift = 0;
    this.deferData({ text: literal.text, column: 0 }, literal.site, { section, offset: literal.offset }, literal.size);
  }

  private deferData({ text, column }: Operand, site: Site, { section, offset }: Location, size: number): void {
    this.defer(() =>
      readingAt(column, () => {
        const value = dataValue(this.scope.evaluateText(text, site), size, { section, offset });
        if (typeof value === 'bigint') section.write(offset, size, value);
        else section.relocate(value);
      }),
    );
  }

  private statement(text: string, place: Place): void {
    let rest = text;
    for (let label = labelText.exec(rest); label; label = labelText.exec(rest)) {
      const [written, numeric, name] = label;
      rest = rest.slice(written.length);
      if (!this.conditionals.active) continue;
      if (numeric !== undefined) this.scope.numericLabel(numeric, this.here(), this.sequence);
      else this.scope.label(name!, this.here(), place);
    }
    if (rest === '') return;
    this.place = { ...place, column: place.column + text.length - rest.length };
    const operation = operationText.exec(rest);
    if (operation) {
      const [written, name] = operation;
      this.operandShift = written.length;
      this.attempt(this.place, () => this.operation(name!, rest.slice(written.length)), written.length);
    } else if (this.conditionals.active) {
      throw new StatementError(
        `expected a label, an instruction or a directive instead of "${rest}"`,
        text.length - rest.length,
      );
    }
  }

  private operation(name: string, operands: string): void {
    const lower = name.toLowerCase();
    const conditional = findConditional(lower);
    if (conditional) return conditional(this, operands);
    if (!this.conditionals.active) return;
    const equals = /^==?(?!=)\s*/.exec(operands)?.[0];
    if (equals !== undefined) return findDirective('.set')!(this, `${name}, ${operands.slice(equals.length)}`);
    const macro = this.macros.get(lower);
    if (macro) return this.call(macro, operands);
    const directive = findDirective(lower);
    if (directive) return directive(this, operands);
    const alias = /^\.req\s+(\S+)$/i.exec(operands)?.[1];
    if (alias !== undefined) this.registerAliases.set(lower, alias);
    else emitInstruction(this, lower, operands);
  }

  private call(macro: Macro, operands: string): void {
    const depth = this.conditionals.depth;
    const call = this.place;
    this.reader.push(expandMacro(macro, operands, call, this.expansions++), macro.name, (left) => {
      if (!this.conditionals.closeTo(depth) || left) return;
      this.report(call, new StatementError(`macro "${macro.name}": .if without .endif`));
    });
  }

  /** Runs `step` and notes what is wrong in it. Its columns count from `shift` characters behind `place`. */
  private attempt(place: Place, step: () => void, shift = 0): void {
    try {
      step();
    } catch (error) {
      if (!(error instanceof StatementError)) throw error;
      this.report(place, error, shift);
    }
  }

  private report(place: Place, { message, column }: StatementError, shift = 0): void {
    const at = column === undefined ? place : { ...place, column: place.column + column + shift };
    this.diagnostics.push({ place: at, message });
  }
}
