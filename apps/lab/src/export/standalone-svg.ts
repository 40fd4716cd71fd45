/** What a style sheet decides about a picture. */
const PROPERTIES = ['fill', 'fill-opacity', 'stroke', 'stroke-width', 'stroke-dasharray', 'opacity', 'font-family', 'font-size', 'font-weight', 'font-variant-numeric', 'visibility'];

/** A picture of the page as a file of its own: with the colours that it has now, and without what only a page needs. */
export function standaloneSvg(svg: SVGSVGElement): string {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  inline(svg, copy);
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  const background = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
  background.setAttribute('width', '100%');
  background.setAttribute('height', '100%');
  background.setAttribute('fill', getComputedStyle(document.body).backgroundColor);
  copy.prepend(background);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(copy)}\n`;
}

function inline(from: Element, to: Element): void {
  const style = getComputedStyle(from);
  const text = PROPERTIES.map((property) => `${property}:${style.getPropertyValue(property)}`).join(';');
  to.setAttribute('style', text);
  for (const name of ['class', 'tabindex', 'role']) to.removeAttribute(name);
  [...from.children].forEach((child, i) => inline(child, to.children[i]!));
}
