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

/** Costs are whole, but for those that repeat over several iterations. */
export function cost(value: number): string {
  return Number.isInteger(value) ? whole(value) : tenths(value);
}

/** With a plus where it is more; nothing where it is no change. */
export function signedCost(change: number): string {
  const text = cost(change);
  return Number(text) === 0 ? '' : `${change > 0 ? '+' : ''}${text}`;
}
