import { codeDiff, partsOf } from '@tracelab/bench';
import { linkKernel } from '@tracelab/kernel';

const symbols = ['fprobe_handler'];

export default {
  /** What comes behind the entry handler. */
  'code-fprobe': () =>
    codeDiff({ image: linkKernel(partsOf([])), symbols }, { image: linkKernel(partsOf(['fprobe'])), symbols }, { context: 6 }),
};
