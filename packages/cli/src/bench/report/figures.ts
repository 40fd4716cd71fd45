/** Numbers as the report prints them. A figure that rounds to nothing has no sign. */
export function whole(value: number): string {
  return fixed(value, 0);
}

export function tenths(value: number): string {
  return fixed(value, 1);
}

export function ratio(value: number): string {
  return fixed(value, 2);
}

/** A fraction in percent, without the sign: the column's head has it. */
export function percent(fraction: number): string {
  return fixed(fraction * 100, 1);
}

export function signedPercent(fraction: number): string {
  const text = percent(fraction);
  return `${text.startsWith('-') || text === '0.0' ? '' : '+'}${text} %`;
}

function fixed(value: number, digits: number): string {
  return value.toFixed(digits).replace(/^-(?=[0.]*$)/, '');
}
