import { readBenchObject, runBench } from '@tracelab/bench';
import { triggerObject } from '@tracelab/bpf';
import { benchReport } from './dist/index.js';

export default {
  /** What `npm run bench` prints. */
  bench() {
    const result = runBench({
      core: 'cortex-a72',
      object: readBenchObject(triggerObject),
      objectName: 'trigger.bpf.o',
    });
    return `\`\`\`\n${benchReport(result)}\`\`\``;
  },
};
