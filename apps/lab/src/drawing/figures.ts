/** Cycles or instructions: whole where they are, else one digit. */
export function count(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toFixed(1);
}

/** A change, with its sign. */
export function change(value: number): string {
  const text = count(Math.abs(value));
  return value === 0 ? '0' : `${value < 0 ? '−' : '+'}${text}`;
}

/** A fraction as a percentage with one digit. */
export function percent(value: number): string {
  return `${(100 * value).toFixed(1)}`.replace('-', '−');
}

/** Million calls per second. */
export function millions(value: number): string {
  return (value / 1e6).toFixed(2);
}
