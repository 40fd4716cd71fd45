import { assemble } from '@tracelab/arm64-machine';
import { testAgainstGnuAs } from '@tracelab/testing';
import { sources } from '@tracelab/kernel';
import { bpfParts, LoadedObject, readObject, triggerObject } from '../src/index.js';
import { BareHost } from './bare-host.js';

const features = [
  { bti: true, pac: true, lse: false },
  { bti: false, pac: true, lse: true },
  { bti: false, pac: false, lse: false },
];

testAgainstGnuAs(assemble, [
  ...sources([bpfParts]),
  ...features.flatMap((one) => {
    const { functions } = new LoadedObject(new BareHost(), readObject(triggerObject), { features: one }).load(
      'trigger_fentry',
    );
    return functions.map(({ name, text }) => ({ name: `${name}, ${JSON.stringify(one)}`, source: text }));
  }),
]);
