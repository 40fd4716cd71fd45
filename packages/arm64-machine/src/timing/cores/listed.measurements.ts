import type { Measurement } from '../measurement.js';

/** A row of insn_bench_aarch64's table of cores; what it does not list of a core is left out. */
export interface ListedTimings {
  readonly ldr: { readonly latency: number; readonly perCycle?: number };
  readonly stpPerCycle: number;
  readonly strToLdr: number;
  readonly blRet: number;
  readonly blrRet: number;
  readonly casal?: number;
  readonly ldaddal?: number;
  readonly addPerCycle?: number;
}

/**
 * The measurements that a row stands for.
 *
 * @param differs why the model is known to differ from one of them, by name
 */
export function listed(
  source: string,
  { ldr, stpPerCycle, strToLdr, blRet, blrRet, casal, ldaddal, addPerCycle }: ListedTimings,
  differs: Readonly<Record<string, string>> = {},
): readonly Measurement[] {
  const all: (Omit<Measurement, 'cycles' | 'source'> & { readonly cycles: number | undefined })[] = [
    { name: 'ldr, latency', text: 'ldr x0, [x0]', setup: 'str x0, [x0]', cycles: ldr.latency },
    { name: 'ldr, throughput', text: 'ldr x1, [x0]', cycles: inverse(ldr.perCycle) },
    { name: 'stp, throughput', text: 'stp x1, x2, [x0]', cycles: inverse(stpPerCycle) },
    { name: 'str to ldr', text: 'str x1, [x0]\nldr x1, [x0]', cycles: strToLdr },
    { name: 'bl and ret', text: 'bl f\\@\nnop', routines: 'f\\@: ret\nnop', cycles: blRet },
    { name: 'blr and ret', text: 'blr x1', setup: 'adr x1, f', routines: 'f: ret', cycles: blrRet },
    { name: 'casal', text: 'casal x1, x2, [x0]', cycles: casal },
    { name: 'ldaddal', text: 'ldaddal x1, x2, [x0]', cycles: ldaddal },
    { name: 'add, throughput', text: 'add x1, x2, x3', cycles: inverse(addPerCycle) },
  ];
  return all.flatMap(({ cycles, ...row }) =>
    cycles === undefined ? [] : [{ ...row, cycles, source, ...(differs[row.name] && { differs: differs[row.name]! }) }],
  );
}

function inverse(perCycle: number | undefined): number | undefined {
  return perCycle === undefined ? undefined : 1 / perCycle;
}
