import { runContention, type SweepRow } from '@tracelab/bench';
import { parse, type DefaultTreeAdapterMap, type ParserError } from 'parse5';
import { describe, expect, test } from 'vitest';
import { barPlot } from '../src/report/bar-plot.js';
import type { ReportDocument } from '../src/report/document.js';
import { reportHtml } from '../src/report/html.js';
import { ticks } from '../src/report/plot.js';
import { tracelab } from './recording-host.js';
import { smallResult } from './small-result.js';

type Node = DefaultTreeAdapterMap['node'];
type Element = DefaultTreeAdapterMap['element'];

const bytes = (value: unknown): Uint8Array => new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value));

const header = {
  schema: 'tracelab.sweep/1', version: '0.0.0', fingerprint: 'f', grids: [], object: { name: 'a<b>.o', sha256: 's' }, points: 3, shard: { part: 1, of: 1 },
};
const row = (index: number, core: string): SweepRow => ({
  index, id: 'direct fentry', core, mitigations: 'none', invoker: 'direct', hook: 'fentry', series: ['ftrace-regs', 'ops-direct'], pool: 'always', programs: 1, cores: 1,
  cycles: 1000 + index, instructions: 600, settled: index > 0, overhead: { cycles: 200 + index, instructions: 100 }, hit: 0.2,
});
const files = {
  'bench.json': bytes(smallResult),
  'rows.jsonl': bytes([header, row(0, 'cortex-a72'), row(1, 'cortex-a53')].map((one) => `${JSON.stringify(one)}\n`).join('')),
  'cores.json': bytes(runContention({ cores: [1, 2], pools: ['freelist', 'shadow-stack'] })),
};
const paths = Object.keys(files);
const report = (...args: string[]) => tracelab(['report', ...args], { files });

const { stdout: html } = await report(...paths, '--title', 'R & "D" <x>');
const document = JSON.parse((await report(...paths, '--json')).stdout) as ReportDocument;

/** All elements of that name, by the parser of an HTML standard. */
function read(text: string): { errors: ParserError[]; all: (name: string) => Element[] } {
  const errors: ParserError[] = [];
  const tree = parse(text, { onParseError: (error) => errors.push(error) });
  const walk = function* (node: Node): Iterable<Element> {
    if ('tagName' in node) yield node;
    if ('childNodes' in node) for (const child of node.childNodes) yield* walk(child);
  };
  return { errors, all: (name) => [...walk(tree)].filter(({ tagName }) => tagName === name) };
}
const attribute = (element: Element, name: string) => element.attrs.find((one) => one.name === name)?.value;
const textOf = (node: Node): string => ('value' in node ? node.value : 'childNodes' in node ? node.childNodes.map(textOf).join('') : '');

const page = read(html);

test('the page is well-formed HTML, and says what is escaped as it was', () => {
  expect(page.errors).toEqual([]);
  expect(page.all('h1').map(textOf)).toEqual(['R & "D" <x>']);
  expect(page.all('p').map(textOf).join('\n')).toContain('Programs of a<b>.o,');
});

test('it asks nobody for anything: no address, no script, no link, and a policy that forbids them', () => {
  expect(html).not.toMatch(/https?:|\bsrc=|\bhref=|url\(|@import|<script|<link/);
  expect(page.all('meta').map((meta) => attribute(meta, 'content'))).toContain("default-src 'none'; style-src 'unsafe-inline'");
  expect(html).toContain('@media (prefers-color-scheme: dark)');
});

test('every section with its file, every table with all of its cells, every plot with what it is', () => {
  expect(page.all('h2').map(textOf)).toEqual(document.sections.map(({ title }) => title));
  expect(document.sections.map(({ source }) => source)).toEqual(paths);
  const blocks = document.sections.flatMap((section) => section.blocks);
  const tables = blocks.filter((block) => block.kind === 'table');
  expect(page.all('table').map((table) => textOf(table.childNodes[0]!))).toEqual(tables.map(({ caption }) => caption));
  const cells = page.all('tbody').map((body) => body.childNodes.map((tr) => (tr as Element).childNodes.map(textOf)));
  expect(cells).toEqual(tables.map(({ rows }) => rows));
  const pictures = page.all('svg').filter((svg) => attribute(svg, 'role') === 'img').map((svg) => attribute(svg, 'aria-label'));
  expect(pictures).toEqual(blocks.filter((block) => block.kind !== 'table').map(({ caption }) => caption));
});

test('figures are those of the results', () => {
  const [bench, sweep, cores] = document.sections;
  const rowsOf = (section = bench!, table = 0) => section.blocks.filter((block) => block.kind === 'table')[table]!.rows;
  expect(rowsOf().find(([id]) => id === 'kprobe')).toEqual(['kprobe', '2000', '1000', '1200', '60.0']);
  expect(rowsOf(bench, 2)[1]).toContain('1946');
  expect(rowsOf(sweep)).toEqual([
    ['cortex-a72', 'none', 'direct fentry', '1000', '600', '200', '20.0', 'a mean'],
    ['cortex-a53', 'none', 'direct fentry', '1001', '600', '201', '20.0', ''],
  ]);
  expect(sweep!.notes).toContain('A mean: iterations never came to cost the same, as where cores meet.');
  expect(sweep!.notes).toContain('1 of 3 rows is not in this file.');
  const lines = cores!.blocks.find((block) => block.kind === 'lines')!;
  expect(lines.lines.map(({ label, points }) => [label, points.map(([x]) => x)])).toEqual([['freelist', [1, 2]], ['shadow-stack', [1, 2]]]);
});

test('bars are as long as what they show, and marks stand where it was published', () => {
  const markup = barPlot({
    kind: 'bars', caption: 'c', unit: 'u', parts: ['a', 'b'],
    bars: [{ label: 'one', values: [100, 300], mark: 200 }, { label: 'two', values: [-50, 100] }],
  }).map(({ text }) => text).join('');
  const { all, errors } = read(`<!DOCTYPE html><title>t</title>${markup}`);
  expect(errors).toEqual([]);
  const rects = all('rect').filter((rect) => attribute(rect, 'x')).map((rect) => [Number(attribute(rect, 'x')), Number(attribute(rect, 'width'))]);
  const unit = rects[0]![1]! / 100;
  rects.forEach(([, width], i) => expect(width).toBeCloseTo([100, 300, 50, 100][i]! * unit, 1));
  const zero = rects[0]![0]!;
  expect(rects.map(([x]) => (x! - zero) / unit).map(Math.round)).toEqual([0, 100, -50, 0]);
  const mark = all('line').find((one) => attribute(one, 'class') === 'mark')!;
  expect((Number(attribute(mark, 'x1')) - zero) / unit).toBeCloseTo(200, 1);
});

test.each([
  [1946, 0, [0, 500, 1000, 1500, 2000]],
  [6.1, 0, [0, 2, 4, 6, 8]],
  [0, 0, [0, 1]],
  [100, -50, [-50, 0, 50, 100]],
  [0.3, 0, [0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3]],
])('an axis up to %d from %d', (most, least, expected) => {
  const axis = ticks(most, least);
  expect([axis[0]! <= least, axis.at(-1)! >= most, axis.length <= 8]).toEqual([true, true, true]);
  if (most > 0) expect(axis).toEqual(expected);
});

test('a figure that scrolls is reached by keyboard, and has a name', () => {
  expect(page.all('figure').map((figure) => [attribute(figure, 'tabindex'), attribute(figure, 'aria-label')])).toEqual(
    document.sections.flatMap(({ blocks }) => blocks.map(({ caption }) => ['0', caption])),
  );
});

test('-o - is standard output', async () => {
  expect((await report(...paths, '--title', 'R & "D" <x>', '-o', '-')).stdout).toBe(html);
});

test('-o writes the page; a report of nothing is a page as well', async () => {
  const { stdout, files: written } = await report('bench.json', '-o', 'report.html');
  expect([stdout, Object.keys(written)]).toEqual(['', ['report.html']]);
  expect(read(reportHtml({ schema: 'tracelab.report/1', title: '', sections: [] })).errors).toEqual([]);
});

test('titles count what there is', async () => {
  const one = { ...header, points: 1, rows: [row(0, 'cortex-a72')] };
  const { stdout } = await tracelab(['report', 'one.json', 'bench.json', '--json'], { files: { ...files, 'one.json': bytes(one) } });
  expect((JSON.parse(stdout) as ReportDocument).sections.map(({ title }) => title)).toEqual(['A sweep of 1 configuration', 'Configurations on one cortex-a72']);
});

test('a sweep that was printed as one document is the one in its file', async () => {
  const { sections } = document;
  const whole = { ...header, rows: [row(0, 'cortex-a72'), row(1, 'cortex-a53')] };
  const { stdout } = await tracelab(['report', 'rows.json', '--json'], { files: { 'rows.json': bytes(whole) } });
  expect((JSON.parse(stdout) as ReportDocument).sections[0]).toEqual({ ...sections[1], source: 'rows.json' });
});

describe('what cannot be is refused in one line', () => {
  test.each([
    ['x.json', {}, '"x.json": schema none: one of tracelab.bench/1, tracelab.contention/1, tracelab.sweep/1'],
    ['x.json', null, '"x.json": schema none'],
    ['x.json', { schema: 'tracelab.review/1' }, '"x.json": schema "tracelab.review/1": one of'],
    ['x.json', { schema: 'tracelab.bench/1' }, '"x.json": config: Invalid key'],
    ['x.json', { ...smallResult, rows: [{ id: 7 }] }, '"x.json": rows.0.cycles: '],
    ['x.txt', 'hello\n', '"x.txt": not JSON: what bench --json, contention --json or sweep wrote'],
    ['x.txt', '', '"x.txt": not JSON'],
    ['x.json', '{"schema":"tracelab.bench/1"}\nmore\n', '"x.json": not JSON'],
    ['x.jsonl', `${JSON.stringify(header)}\nmore\n`, '"x.jsonl", line 2: not JSON'],
  ])('%s with %j', async (path, value, message) => {
    const { status, stdout, stderr } = await tracelab(['report', path], { files: { [path]: bytes(value) } });
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^tracelab: .*\n$/);
    expect(stderr).toContain(message);
  });
});
