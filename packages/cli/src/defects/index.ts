import { cores } from '@tracelab/arm64-machine';
import { defectCosts, type DefectCost } from '@tracelab/bench';
import { DEFECTS, runDefect, type DefectId } from '@tracelab/bpf-trampoline';
import { Command } from 'commander';
import { choices, parseOptions } from '../configuration/names.js';
import * as v from 'valibot';
import { InputError } from '../errors.js';
import { usesColors, type Host } from '../host.js';
import { defectsReport, type DefectReport } from './report.js';

const IDS = Object.keys(DEFECTS) as DefectId[];

const Options = v.strictObject({ core: choices.core, json: choices.json });

const EXAMPLES = `
Defects:
${IDS.map((id) => `  ${id}`).join('\n')}

Examples:
  tracelab defects                      all of them
  tracelab defects truncated-result     one
  tracelab defects --json | jq '.defects[] | {id, wrong, fix}'`;

export function defectsCommand(host: Host): Command {
  return new Command('defects')
    .description("run the scenario of each defect of the RFC, with it and fixed, and price the fix")
    .argument('[defects...]', 'which (default: all)')
    .option('--core <name>', `${Object.keys(cores).join(', ')} (default: cortex-a72)`)
    .option('--json', 'one JSON document, tracelab.defects/1')
    .addHelpText('after', EXAMPLES)
    .action((given: string[], options: unknown) => {
      const { core, json } = parseOptions(Options, options);
      const defects = reports(chosen(given), defectCosts(cores[core]!, chosen(given)));
      host.stdout.write(json
        ? `${JSON.stringify({ schema: 'tracelab.defects/1', core, defects }, plain, 2)}\n`
        : defectsReport(defects, { color: usesColors(host) }));
    });
}

function chosen(given: readonly string[]): DefectId[] {
  const strange = given.find((one) => !IDS.some((id) => id === one));
  if (strange !== undefined) throw new InputError(`unknown defect ${JSON.stringify(strange)}: one of ${IDS.join(', ')}`);
  return given.length === 0 ? IDS : IDS.filter((id) => given.includes(id));
}

function reports(ids: readonly DefectId[], costs: readonly DefectCost[]): DefectReport[] {
  return ids.map((id) => ({
    id,
    ...DEFECTS[id],
    observed: { defect: runDefect(id, { fixed: false }), fixed: runDefect(id, { fixed: true }) },
    costs: costs.filter((cost) => cost.id === id).map(({ call, defect, fixed }) => ({ call, defect, fixed })),
  }));
}

/** 64-bit values, in hex where no number holds them. */
function plain(_key: string, value: unknown): unknown {
  if (typeof value !== 'bigint') return value;
  return value >= -(2n ** 53n) && value <= 2n ** 53n ? Number(value) : `0x${BigInt.asUintN(64, value).toString(16)}`;
}
