import { cores } from '@tracelab/arm64-machine';
import { answerQuestions, diff, explain, parseConfiguration, readBenchObject, runBench } from '@tracelab/bench';
import { triggerObject } from '@tracelab/bpf';
import { benchReport, diffReport, explainReport, questionsReport } from './dist/index.js';

const object = readBenchObject(triggerObject);

/** So many lines of a text from each that contains one of `places` on, with dots between. */
function excerpt(text, places) {
  const lines = text.trimEnd().split('\n');
  const parts = places.map(([place, count]) => {
    const at = lines.findIndex((line) => line.includes(place));
    if (at < 0) throw new Error(`no line has ${JSON.stringify(place)}`);
    return lines.slice(at, at + count).join('\n');
  });
  return parts.join(`\n${' '.repeat(34)}...\n`);
}

export default {
  /** What `npm run bench` prints. */
  bench() {
    const result = runBench({
      core: 'cortex-a72',
      object,
      objectName: 'trigger.bpf.o',
    });
    return `\`\`\`\n${benchReport(result)}\`\`\``;
  },

  /** What `tracelab questions` prints. */
  questions() {
    return `\`\`\`\n${questionsReport(answerQuestions({ core: cores['cortex-a72'], object }))}\`\`\``;
  },

  /** Parts of what `tracelab explain` and `tracelab diff` print. */
  explain() {
    const [before, after] = ['fprobe fentry none', 'fprobe fentry ops-direct'].map((text) => parseConfiguration(text));
    const explained = explainReport(explain(parseConfiguration('direct fexit'), object), ['ret_to_user']);
    return [
      '```',
      '$ npx tracelab explain "direct fexit"',
      excerpt(explained, [['direct fexit on', 2], ['cycles     %', 1], ['invoke_syscall', 4], ['self    %', 4], ['ret_to_user: ', 14]]),
      `$ npx tracelab diff "fprobe fentry none" "fprobe fentry ops-direct"`,
      excerpt(diffReport(diff(before, after, object), 20), [['A: ', 5], ['+-', 4], ['--- A/', 11]]),
      '$ npx tracelab trace kprobe --format konata -o call.kanata',
      '```',
    ].join('\n');
  },
};
