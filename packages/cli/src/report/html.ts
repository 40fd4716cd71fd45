import { barPlot } from './bar-plot.js';
import type { Block, ReportDocument, Section, Table } from './document.js';
import { linePlot } from './line-plot.js';
import { element, Markup } from './markup.js';

/** Okabe and Ito's colours, which people who do not see all colours tell apart, and two more. */
const PALETTE = ['#8aa4b8', '#d55e00', '#0072b2', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#b8a000', '#7a5195', '#808080'];

const STYLE = `
:root { color-scheme: light dark; --ink: #1c1f23; --dim: #5b636d; --rule: #d5dae0; --page: #ffffff; --stripe: #f5f7f9; }
@media (prefers-color-scheme: dark) { :root { --ink: #e3e6ea; --dim: #a0a8b2; --rule: #3a4048; --page: #16191d; --stripe: #1e2227; } }
body { margin: 2rem auto; max-width: 66rem; padding: 0 1rem; font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--page); }
h1 { font-size: 1.6rem; } h2 { font-size: 1.25rem; margin-top: 3rem; border-top: 1px solid var(--rule); padding-top: 1rem; }
.note, .source { color: var(--dim); } .source { font-size: 0.85rem; }
figure { margin: 1.5rem 0; overflow-x: auto; } figcaption, caption { text-align: left; font-weight: 600; padding: 0.4rem 0; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: 0.88rem; }
th, td { text-align: right; padding: 0.15rem 0.55rem; border-bottom: 1px solid var(--rule); white-space: nowrap; } .left { text-align: left; }
tbody th { font-weight: normal; }
tbody tr:nth-child(even) { background: var(--stripe); }
figure > svg { width: 100%; min-width: 36rem; } svg text { font-size: 11px; fill: var(--ink); }
.grid { stroke: var(--rule); } .mark { stroke: var(--ink); stroke-width: 2.5; } .curve { fill: none !important; stroke-width: 2; }
.legend { list-style: none; padding: 0; margin: 0; font-size: 0.85rem; } .legend li { display: inline-block; margin-right: 1.2rem; }
.swatch { width: 0.8em; height: 0.8em; }
${PALETTE.map((hex, i) => `.c${i} { fill: ${hex}; stroke: ${hex}; }`).join('\n')}
rect { stroke: none !important; }
`;

/** The document as one HTML file that needs nothing else, and asks for nothing. */
export function reportHtml({ title, sections }: ReportDocument): string {
  const head = element(
    'head',
    {},
    element('meta', { charset: 'utf-8' }),
    element('meta', { name: 'viewport', content: 'width=device-width' }),
    element('meta', { 'http-equiv': 'Content-Security-Policy', content: "default-src 'none'; style-src 'unsafe-inline'" }),
    element('title', {}, title),
    element('style', {}, new Markup(STYLE)),
  );
  const body = element('body', {}, element('main', {}, element('h1', {}, title), sections.map(sectionHtml)));
  return `<!DOCTYPE html>\n${element('html', { lang: 'en' }, head, body).text}\n`;
}

function sectionHtml({ title, source, notes, blocks }: Section): Markup {
  return element(
    'section',
    {},
    element('h2', {}, title),
    element('p', { class: 'source' }, source),
    notes.map((note) => element('p', { class: 'note' }, note)),
    blocks.map(blockHtml),
  );
}

/** A figure that is wider than the page scrolls by itself: the keyboard must get there, and be told where it is. */
function blockHtml(block: Block): Markup {
  const attributes = { tabindex: 0, 'aria-label': block.caption };
  switch (block.kind) {
    case 'table':
      return element('figure', attributes, tableHtml(block));
    case 'bars':
      return element('figure', attributes, element('figcaption', {}, block.caption), barPlot(block));
    case 'lines':
      return element('figure', attributes, element('figcaption', {}, block.caption), linePlot(block));
  }
}

function tableHtml({ caption, columns, rows }: Table): Markup {
  const kind = (i: number): { class?: string } => (columns[i]!.align === 'left' ? { class: 'left' } : {});
  return element(
    'table',
    {},
    element('caption', {}, caption),
    element('thead', {}, element('tr', {}, columns.map(({ head }, i) => (head === '' ? element('td', {}) : element('th', { scope: 'col', ...kind(i) }, head))))),
    element('tbody', {}, rows.map((row) => element('tr', {}, row.map((cell, i) => (i === 0 ? element('th', { scope: 'row', ...kind(i) }, cell) : element('td', kind(i), cell)))))),
  );
}
