import type { ProgramText } from './program-text.js';
import type { Scope } from './scope.js';

const ALU = ['+', '-', '*', '/', '%', '|', '&', '^', '<<', '>>', 's>>'] as const;

export function arithmetic(text: ProgramText, scope: Scope): void {
  const { random } = text;
  const width = random.chance(60) ? 'r' : 'w';
  const source = text.number(scope);
  switch (random.below(10)) {
    case 0:
      return text.say(`r${source} = -r${source}`.replaceAll('r', width));
    case 1:
      return text.say(`r${source} = ${random.among(['le', 'be', 'bswap'])}${random.among([16, 32, 64])} r${source}`);
    case 2:
      return text.say(
        `${width}${text.target(scope)} = (s${random.among(width === 'r' ? [8, 16, 32] : [8, 16])})${width}${source}`,
      );
    case 3:
    case 4:
      return text.say(`${width}${text.target(scope)} = ${width}${source}`);
    default: {
      const op = random.among(ALU);
      const signed = (op === '/' || op === '%') && random.chance(50) ? 's' : '';
      let operand = text.operand(scope, width);
      if (/^-?\d/.test(operand)) {
        if (op.endsWith('<') || op.endsWith('>')) operand = `${random.below(width === 'r' ? 64 : 32)}`;
        else if (signed || op === '/' || op === '%') operand = operand === '0' ? '7' : operand;
      }
      return text.say(`${width}${source} ${signed}${op}= ${operand}`);
    }
  }
}

/** Operations that keep a small number small, most of them. */
export function transform(text: ProgramText, register: number): void {
  const { random } = text;
  const by = random.below(6);
  text.say(
    random.among([
      `r${register} >>= ${by}`,
      `r${register} s>>= ${by}`,
      `w${register} >>= ${by}`,
      `w${register} s>>= ${by}`,
      `r${register} /= ${by + 1}`,
      `r${register} ^= ${random.below(8)}; r${register} &= 31`,
      `r${register} |= ${random.below(4)}; r${register} %= 40`,
      `w${register} += -3; w${register} &= 31`,
      `r${register} s%= ${by + 20}`,
      `w${register} s%= ${by + 20}`,
      `r${register} *= 3; r${register} /= 3`,
      `r${register} <<= 2; r${register} >>= 2`,
      `r${register} = -r${register}; r${register} &= 15`,
      `r${register} = (s8)r${register}`,
      `r${register} = le16 r${register}`,
      `r${register} += ${by}`,
      `r${register} -= ${by}; r${register} += ${random.below(6)}`,
      `w${register} -= ${by}`,
      `r${register} <<= 1`,
      `r${register} *= ${by}`,
      `r${register} |= 16`,
    ]),
  );
}
