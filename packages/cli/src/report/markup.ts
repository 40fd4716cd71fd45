/** Text that is markup already. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type Child = Markup | string | number | readonly Child[];

/** Elements of HTML that have no end. */
const VOID = new Set(['meta']);

/** An element; strings among its children and attributes are escaped. Attributes that are undefined are left out. */
export function element(name: string, attributes: Readonly<Record<string, string | number | undefined>>, ...children: Child[]): Markup {
  const given = Object.entries(attributes).flatMap(([key, value]) => (value === undefined ? [] : [` ${key}="${escaped(String(value))}"`]));
  const start = `<${name}${given.join('')}>`;
  return new Markup(VOID.has(name) ? start : `${start}${children.map(markup).join('')}</${name}>`);
}

function markup(child: Child): string {
  if (child instanceof Markup) return child.text;
  if (typeof child === 'string' || typeof child === 'number') return escaped(String(child));
  return child.map(markup).join('');
}

function escaped(text: string): string {
  const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  // eslint-disable-next-line no-control-regex -- HTML cannot have them at all.
  return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g, '\ufffd').replace(/[&<>"]/g, (one) => entities[one]!);
}
