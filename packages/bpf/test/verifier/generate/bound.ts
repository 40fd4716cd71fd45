import type { ProgramText } from './program-text.js';

/** Makes a register at most `limit`, as far as anyone can tell; now and then not quite. */
export function bound(text: ProgramText, register: number, limit: number): void {
  const { random } = text;
  const slip = random.chance(20) ? 1 + random.below(8) : 0;
  const least = random.chance(50) ? 0 : random.below(limit + 1);
  switch (random.below(6)) {
    case 0:
      return text.say(
        `r${register} &= ${random.chance(50) ? (1 << Math.floor(Math.log2(limit + 1))) - 1 : limit + slip}`,
      );
    case 1:
      return text.say(`r${register} %= ${limit + 1 + slip}`);
    case 2: {
      const label = text.newLabel();
      return text.say(`if r${register} <= ${limit + slip} goto ${label}; r${register} = ${least}; ${label}:`);
    }
    case 3: {
      const label = text.newLabel();
      text.say(`w${register} = w${register}`);
      return text.say(`if w${register} < ${limit + 1 + slip} goto ${label}; r${register} = ${least}; ${label}:`);
    }
    case 4: {
      const [out, label] = [text.newLabel(), text.newLabel()];
      text.say(
        `if r${register} s> ${limit + slip} goto ${out}; if r${register} s>= ${least} goto ${label}; ${out}:`,
      );
      return text.say(`r${register} = ${least}; ${label}:`);
    }
    default: {
      const shift = 64 - Math.floor(Math.log2(limit + 1));
      return text.say(`r${register} >>= ${slip ? shift - 1 : shift}`);
    }
  }
}
