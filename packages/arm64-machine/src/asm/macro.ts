import { StatementError, type Place } from './assembly-error.js';
import { endOfString, splitLine, type Statement } from './statement.js';

interface Parameter {
  readonly name: string;
  readonly byDefault: string;
  readonly required: boolean;
  /** Takes the rest of the operands, commas included. */
  readonly variadic: boolean;
}

export interface Macro {
  readonly name: string;
  readonly parameters: readonly Parameter[];
  readonly body: readonly Statement[];
}

/** Reads what follows `.macro`: `name`, `name a, b=1, c:req, d:vararg`; commas may be left out. */
export function parseMacro(operands: string, body: readonly Statement[]): Macro {
  const match = /^([A-Za-z_.$][\w.$]*)\s*,?\s*(.*)$/s.exec(operands.trim());
  if (!match) throw new StatementError('expected a name for the macro');
  const parameters =
    match[2]! === ''
      ? []
      : splitArguments(match[2]!).map((text): Parameter => {
          const parameter = /^([A-Za-z_$][\w$]*)(?::(req|vararg))?(?:=(.*))?$/s.exec(text);
          if (!parameter) throw new StatementError(`"${text}" is no macro parameter`);
          const [, name, qualifier, byDefault = ''] = parameter;
          return {
            name: name!,
            byDefault: unquoted(byDefault),
            required: qualifier === 'req',
            variadic: qualifier === 'vararg',
          };
        });
  return { name: match[1]!.toLowerCase(), parameters, body };
}

/** The body for one call of the macro. `count` is what `\@` stands for. */
export function expandMacro(macro: Macro, operands: string, call: Place, count: number): Statement[] {
  const values = bindArguments(macro, operands);
  const expansion = { macro: macro.name, place: call };
  return macro.body.flatMap(({ text, place: { name, line, column } }) =>
    substitute(text, values, count, { name, line, column, expansion }),
  );
}

/** Statements of `text` with `\name`, `\@` and `\()` replaced. A replacement may bring semicolons in. */
export function substitute(
  text: string,
  values: ReadonlyMap<string, string>,
  count: number | undefined,
  place: Place,
): Statement[] {
  if (!text.includes('\\')) return [{ text, place }];
  const replaced = text.replace(/\\(?:\(\)|@|([\w.$]+))/g, (written, name: string | undefined) => {
    if (written === '\\()') return '';
    if (written === '\\@') return count === undefined ? written : String(count);
    return values.get(name!) ?? written;
  });
  return splitLine(replaced, place);
}

function bindArguments({ name, parameters }: Macro, operands: string): Map<string, string> {
  const values = new Map<string, string>();
  let positional = 0,
    keyword = false,
    rest = operands.trim();
  while (rest !== '') {
    const named = /^([A-Za-z_$][\w$]*)\s*=(?!=)\s*/.exec(rest);
    let parameter: Parameter | undefined;
    if (named) {
      keyword = true;
      parameter = parameters.find((p) => p.name === named[1]);
      if (!parameter) throw new StatementError(`macro "${name}" has no parameter "${named[1]}"${accepted(parameters)}`);
      rest = rest.slice(named[0].length);
    } else {
      if (keyword)
        throw new StatementError(`macro "${name}": "${rest}" needs a name, as it follows an argument with one`);
      parameter = parameters[positional++];
      if (!parameter)
        throw new StatementError(
          `macro "${name}" takes ${parameters.length} argument${parameters.length === 1 ? '' : 's'} at most, not "${rest}"`,
        );
    }
    const { text, length } = parameter.variadic
      ? { text: rest.replace(/\s*,\s*/g, ','), length: rest.length }
      : argumentOf(rest);
    if (text !== '') values.set(parameter.name, parameter.variadic ? text : unquoted(text));
    rest = rest.slice(length).replace(/^\s*,?\s*/, '');
  }
  for (const { name: parameter, byDefault, required } of parameters) {
    if (values.has(parameter)) continue;
    if (required) throw new StatementError(`macro "${name}": no value for its parameter "${parameter}"`);
    values.set(parameter, byDefault);
  }
  return values;
}

function accepted(parameters: readonly Parameter[]): string {
  return parameters.length === 0 ? '' : `: one of ${parameters.map(({ name }) => name).join(', ')}`;
}

/** Splits at commas and blanks, as macro calls and .irp do. */
export function splitArguments(text: string): string[] {
  const found: string[] = [];
  for (let rest = text.trim(); rest !== '';) {
    const { text: argument, length } = argumentOf(rest);
    found.push(argument);
    rest = rest.slice(length).replace(/^\s*,?\s*/, '');
  }
  return found;
}

/**
 * The first argument in `text`, without the blanks around operators, and how much of the text it takes. A comma ends it
 * even in brackets; a blank does where it stands between two names and outside brackets.
 */
function argumentOf(text: string): { text: string; length: number } {
  let argument = '',
    i = 0,
    depth = 0;
  for (; i < text.length && text[i] !== ','; i++) {
    const c = text[i]!;
    if (c === '"') {
      const end = endOfString(text, i);
      argument += text.slice(i, end + 1);
      i = end;
    } else if (/\s/.test(c)) {
      const next = /\S/.exec(text.slice(i))?.[0] ?? ',';
      const between = /[\w.$"\\]/.test(argument.at(-1) ?? '') && /[\w.$"\\]/.test(next);
      if (between && depth === 0) break;
      if (between) argument += ' ';
      i += text.slice(i).search(/\S|$/) - 1;
    } else {
      if (c === '(' || c === '[') depth++;
      else if (c === ')' || c === ']') depth--;
      argument += c;
    }
  }
  return { text: argument, length: i };
}

/** An argument that is a string stands for the string's text. */
function unquoted(text: string): string {
  const inner = /^"((?:[^"\\]|\\.)*)"$/s.exec(text)?.[1];
  return inner === undefined ? text : inner.replaceAll('\\"', '"');
}
