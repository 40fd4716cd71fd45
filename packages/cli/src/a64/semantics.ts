import { isValue, systemRegisterName, type Step, type Value } from '@tracelab/arm64-machine';

/** What the steps do to registers, memory and control, a line for each effect. */
export function describeSteps(steps: readonly Step[]): string[] {
  const lines: string[] = [];
  for (const step of steps) {
    if (isValue(step)) continue;
    switch (step.op) {
      case 'setReg':
        lines.push(`x${step.reg} = ${expression(step.value)}`);
        break;
      case 'setSp':
        lines.push(`sp = ${expression(step.value)}`);
        break;
      case 'setVreg':
        lines.push(`v${step.reg}.d[${step.lane}] = ${expression(step.value)}`);
        break;
      case 'setFlag':
        lines.push(`${step.flag} = ${expression(step.value)}`);
        break;
      case 'store':
        lines.push(`memory${step.bytes * 8}[${expression(step.address)}] = ${expression(step.value)}`);
        break;
      case 'setMonitor':
        lines.push(`monitor = ${expression(step.address)}, ${step.bytes} bytes`);
        break;
      case 'clearMonitor':
        lines.push('monitor = none');
        break;
      case 'branch':
        lines.push(`${step.cond ? `if ${expression(step.cond)}: ` : ''}pc = ${expression(step.target)}`);
        break;
      case 'exception':
        lines.push(`exception ${step.kind} #${step.imm}`);
        break;
      case 'eret':
        lines.push('exception return');
        break;
      case 'setSysreg':
        lines.push(`${systemRegisterName(step.encoding)} = ${expression(step.value)}`);
        break;
      case 'setPstate':
        lines.push(`pstate field ${step.field} = ${step.imm}`);
        break;
      case 'system':
        lines.push(`system operation ${step.encoding.toString(16)}: ${expression(step.value)}`);
        break;
      case 'hint':
        lines.push(`hint ${step.name}`);
        break;
      case 'when':
        lines.push(...describeSteps(step.steps).map((line) => `if ${expression(step.cond)}: ${line}`));
        break;
    }
  }
  return lines;
}

const operators: Readonly<Record<string, string>> = {
  add: '+',
  sub: '-',
  mul: '*',
  and: '&',
  or: '|',
  xor: '^',
  shl: '<<',
  lsr: '>>>',
  asr: '>>',
  eq: '==',
  ne: '!=',
  ult: '<u',
  ule: '<=u',
  slt: '<',
  sle: '<=',
};

/** Longest text of an operand that is written out; a word's worth of nested selects helps nobody. */
const LONGEST = 120;

function expression(value: Value): string {
  const text = write(value);
  return text.length <= LONGEST
    ? text.replace(/^\((.*)\)$/, (whole, inner: string) => (balanced(inner) ? inner : whole))
    : `${text.slice(0, LONGEST)}...`;
}

function write(v: Value): string {
  switch (v.op) {
    case 'const':
      return v.value < 10n ? String(v.value) : `0x${v.value.toString(16)}`;
    case 'reg':
      return `${v.width === 64 ? 'x' : 'w'}${v.reg}`;
    case 'sp':
      return 'sp';
    case 'pc':
      return 'pc';
    case 'vreg':
      return `v${v.reg}.d[${v.lane}]`;
    case 'flag':
      return v.flag;
    case 'binary':
    case 'compare': {
      const operator = operators[v.fn];
      return operator === undefined
        ? `${v.fn}(${write(v.a)}, ${write(v.b)})`
        : `(${write(v.a)} ${operator} ${write(v.b)})`;
    }
    case 'unary':
      return `${v.fn}(${write(v.a)})`;
    case 'select':
      return `(${write(v.cond)} ? ${write(v.a)} : ${write(v.b)})`;
    case 'extend':
      return `${v.signed ? 's' : 'u'}xt${v.from}(${write(v.a)})`;
    case 'carryOut':
      return `carry(${write(v.a)}, ${write(v.b)}, ${write(v.carryIn)})`;
    case 'crc32':
      return `crc32${v.castagnoli ? 'c' : ''}(${write(v.acc)}, ${write(v.data)})`;
    case 'load':
      return `memory${v.bytes * 8}[${expression(v.address)}]`;
    case 'monitorPass':
      return `monitor(${write(v.address)}, ${v.bytes} bytes)`;
    case 'sysreg':
      return systemRegisterName(v.encoding) ?? 'system register';
  }
}

/** Whether every bracket closes what was opened in the text itself. */
function balanced(text: string): boolean {
  let depth = 0;
  for (const character of text) {
    if (character === '(') depth++;
    else if (character === ')' && --depth < 0) return false;
  }
  return depth === 0;
}
