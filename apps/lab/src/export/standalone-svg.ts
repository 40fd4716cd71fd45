const SVG = 'http://www.w3.org/2000/svg';
/** What a style sheet decides about a picture. */
const PROPERTIES = ['fill', 'fill-opacity', 'stroke', 'stroke-width', 'stroke-dasharray', 'opacity', 'font-family', 'font-size', 'font-weight', 'font-variant-numeric', 'visibility'];
/** Above a picture that is one of several, for what it is of. */
const HEAD = 22;

/** Pictures of the page as one file of its own: where they stand there, with the colours that they have now, and without what only a page needs. */
export function standaloneSvg(pictures: readonly SVGSVGElement[]): string {
  const places = pictures.map((picture) => picture.getBoundingClientRect());
  const [left, top] = [Math.min(...places.map((place) => place.left)), Math.min(...places.map((place) => place.top))];
  const head = pictures.length > 1 ? HEAD : 0;
  const size = { width: Math.max(...places.map((place) => place.right)) - left, height: Math.max(...places.map((place) => place.bottom)) - top + head };
  const whole = element('svg', { ...size, viewBox: `0 0 ${size.width} ${size.height}` });
  whole.append(element('rect', { width: '100%', height: '100%', fill: getComputedStyle(document.body).backgroundColor }));
  pictures.forEach((picture, i) => {
    const at = { x: places[i]!.left - left, y: places[i]!.top - top };
    if (head > 0) whole.append(caption(picture, at));
    const copy = picture.cloneNode(true) as SVGSVGElement;
    inline(picture, copy);
    copy.setAttribute('x', String(at.x));
    copy.setAttribute('y', String(at.y + head));
    whole.append(copy);
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(whole)}\n`;
}

function caption(picture: SVGSVGElement, { x, y }: { readonly x: number; readonly y: number }): SVGElement {
  const { color, fontFamily } = getComputedStyle(document.body);
  const text = element('text', { x, y: y + 14, fill: color, 'font-family': fontFamily, 'font-size': 12, 'font-weight': 600 });
  text.textContent = picture.getAttribute('aria-label');
  return text;
}

function element(name: string, attributes: Readonly<Record<string, string | number>>): SVGElement {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  return made;
}

function inline(from: Element, to: Element): void {
  const style = getComputedStyle(from);
  const text = PROPERTIES.map((property) => `${property}:${style.getPropertyValue(property)}`).join(';');
  to.setAttribute('style', text);
  for (const name of ['class', 'tabindex', 'role']) to.removeAttribute(name);
  [...from.children].forEach((child, i) => inline(child, to.children[i]!));
}
