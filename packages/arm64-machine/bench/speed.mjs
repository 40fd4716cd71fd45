// Millions of instructions in a second that the machine executes, and that it times: `npm run speed -w @tracelab/arm64-machine`.
// The floor is 20 without timing and 3 with. Runs the compiled package and test/programs/sha256.elf.
import { readFileSync } from 'node:fs';
import { cpuUsage } from 'node:process';
import { cores, createTimingModel, LinuxProcess, ObservedTiming, Profiler } from '../dist/index.js';

const file = readFileSync(new URL('../test/programs/sha256.elf', import.meta.url));
const FLOOR = { none: 20, timed: 3 };

/** By time of the processor, the best of some runs: what else this host does only makes it slower. */
function mips(make, runs = 3) {
  let best = 0;
  for (let run = 0; run < runs; run++) {
    const process = make();
    const before = cpuUsage();
    process.run();
    const microseconds = cpuUsage(before).user;
    best = Math.max(best, process.machine.processor.retired / microseconds);
  }
  return best;
}

function show(name, measured, floor) {
  const ratio = floor === undefined ? '' : `  ${(measured / floor).toFixed(1)} times the floor`;
  console.log(`${name.padEnd(24)}${measured.toFixed(1).padStart(6)} MIPS${ratio}`);
}

const untimed = mips(() => new LinuxProcess(file));
show('executed', untimed, FLOOR.none);
for (const core of Object.values(cores)) {
  const timed = (observe = (model) => model) =>
    mips(() => new LinuxProcess(file, { features: core.features, timing: observe(createTimingModel(core)) }));
  show(`timed, ${core.name}`, timed(), FLOOR.timed);
  if (core.name === 'cortex-a72') {
    show(
      '  and profiled',
      timed((model) => new ObservedTiming(model, [new Profiler(() => undefined)])),
    );
  }
}
