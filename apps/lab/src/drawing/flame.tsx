import type { CallTree } from '@tracelab/bench';
import { shortened } from './call-path.js';
import { causeText } from './causes.js';
import { count, percent } from './figures.js';

const ROW = 20;

interface Block {
  readonly chain: readonly string[];
  readonly tree: CallTree;
  readonly depth: number;
  readonly from: number;
}

/** Functions above those that they call, as wide as their cycles. */
export function Flame({ trees, zoom, perCycle, width, label, onPoint, onZoom }: {
  readonly trees: readonly CallTree[];
  /** Chain of the function that is as wide as the picture; none for all. */
  readonly zoom: readonly string[];
  /** Pixels of a cycle where nothing is zoomed, so that two graphs have one scale. */
  readonly perCycle: number;
  readonly width: number;
  readonly label: string;
  readonly onPoint: (about: string | null) => void;
  readonly onZoom: (chain: readonly string[], tree: CallTree) => void;
}) {
  const { roots, scale, depth: first } = zoomed(trees, zoom, perCycle, width);
  const blocks = layOut(roots, zoom.slice(0, -1), 0, 0);
  const whole = trees.reduce((sum, { inclusive }) => sum + inclusive.cycles, 0);
  const rows = 1 + Math.max(0, ...blocks.map(({ depth }) => depth));
  return (
    <svg data-figure class="flame" viewBox={`0 0 ${width} ${rows * ROW}`} width={width} height={rows * ROW} role="list" aria-label={label} onKeyDown={moveFocus}>
      {blocks.map(({ chain, tree, depth, from }, i) => {
        const w = tree.inclusive.cycles * scale;
        if (w < 0.6) return null;
        const { name, inclusive, self, calls } = tree;
        const about = `${name}: ${count(round(inclusive.cycles))} cycles (${percent(inclusive.cycles / whole)} %), ${count(round(self.cycles))} of its own, ${count(round(inclusive.instructions))} instructions, entered ${calls === 1 ? 'once' : `${count(round(calls))} times`}; its own: ${causeText(self.causes) || 'nothing'}.`;
        return (
          <g key={chain.join(';')} class={`block heat-${heat(self.cycles / whole)}`} role="listitem" tabIndex={i === 0 ? 0 : -1} aria-label={about} data-symbol={name} data-depth={depth + first}
            onPointerEnter={() => onPoint(about)} onPointerLeave={() => onPoint(null)} onFocus={() => onPoint(about)} onBlur={() => onPoint(null)}
            onClick={() => onZoom(chain, tree)} onKeyDown={(event) => event.key === 'Enter' && onZoom(chain, tree)}>
            <rect x={from * scale} y={depth * ROW} width={Math.max(0.6, w - 0.7)} height={ROW - 1} />
            {w > 26 && (
              <text class="mono" x={from * scale + 4} y={depth * ROW + 14}>
                {shortened(name, Math.floor((w - 6) / 6.7))}
              </text>
            )}
          </g>
        );
      })}
    </svg>
  );
}

function zoomed(trees: readonly CallTree[], zoom: readonly string[], perCycle: number, width: number) {
  let at = trees;
  let found: CallTree | undefined;
  for (const name of zoom) {
    found = at.find((tree) => tree.name === name);
    if (!found) return { roots: trees, scale: perCycle, depth: 0 };
    at = found.children;
  }
  return found ? { roots: [found], scale: width / found.inclusive.cycles, depth: zoom.length - 1 } : { roots: trees, scale: perCycle, depth: 0 };
}

function layOut(trees: readonly CallTree[], above: readonly string[], depth: number, from: number): Block[] {
  let at = from;
  return trees.flatMap((tree) => {
    const chain = [...above, tree.name];
    const blocks = [{ chain, tree, depth, from: at }, ...layOut(tree.children, chain, depth + 1, at)];
    at += tree.inclusive.cycles;
    return blocks;
  });
}

/** Of four shades: how much of the whole a function spends itself. */
function heat(share: number): number {
  return share >= 0.06 ? 3 : share >= 0.03 ? 2 : share >= 0.01 ? 1 : 0;
}

/** To the next block in the order of a walk; blocks are in it. */
function moveFocus(event: KeyboardEvent): void {
  const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
  if (step === undefined) return;
  const blocks = [...(event.currentTarget as SVGElement).querySelectorAll<SVGGElement>('.block')];
  const next = blocks[blocks.indexOf(document.activeElement as unknown as SVGGElement) + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
