import { useRef } from 'preact/hooks';
import { programTable } from '../store/object-tables.js';
import type { Store } from '../store/store.js';
import type { ObjectRun } from '../worker/answer.js';
import { Figure } from './figure.js';
import { ObjectCalls } from './object-calls.js';
import { ObjectCost } from './object-cost.js';
import { ObjectFile } from './object-file.js';
import { ObjectMaps } from './object-maps.js';
import { ObjectPrograms } from './object-programs.js';
import { ObjectSamples } from './object-samples.js';
import { ObjectSetup } from './object-setup.js';
import { ObjectTrace } from './object-trace.js';
import { RefusalText } from './refusal-text.js';

/** An object of one's own as it runs: its programs, what they left, and what they cost. */
export function ObjectView({ store }: { readonly store: Store }) {
  const object = store.own.object.value;
  const unread = store.own.unread.value;
  const answer = store.own.run();
  const run = useLatest(object?.serial, answer?.ok ? answer.value : undefined, answer === undefined);
  const refusal = answer?.ok ? (answer.value.outcome.ok ? undefined : answer.value.outcome.refusal) : answer?.refusal;
  const result = run?.outcome.ok ? run.outcome.value : undefined;
  return (
    <div class={answer === undefined ? 'own running' : 'own'}>
      <Figure
        name="object"
        title={object ? `Programs of ${object.name}` : 'A BPF object of your own'}
        about="What clang makes for libbpf: fentry, fexit, fmod_ret, kprobe, kretprobe, kprobe.multi, with maps and helpers. It is verified, compiled and run here as tracelab run does; nothing is sent anywhere. Where it has a program for __arm64_sys_getpgid and counts in a global variable hits, the bars count with it."
        isPicture={false}
        {...(run && { table: programTable(run), json: result ?? run.outline })}
      >
        {unread && <RefusalText refusal={unread.refusal} name={unread.name} />}
        {object && <ObjectSetup store={store} object={object} run={run} isRunning={answer === undefined} />}
        {object && refusal && <RefusalText refusal={refusal} name={object.name} />}
        {run && <ObjectPrograms run={run} />}
        {!object && (
          <>
            <ObjectFile own={store.own} />
            <ObjectSamples store={store} />
            <pre class="example">{EXAMPLE}</pre>
          </>
        )}
      </Figure>
      {result && (
        <>
          <ObjectCost cost={result.cost} />
          <ObjectMaps maps={result.maps} key={`maps ${object?.serial}`} />
          <ObjectTrace lines={result.trace} key={`trace ${object?.serial}`} />
          <ObjectCalls calls={result.calls} />
        </>
      )}
      {object && <ObjectSamples store={store} />}
    </div>
  );
}

/** What is there now, or while that is awaited what was there before of the same object. */
function useLatest(serial: number | undefined, run: ObjectRun | undefined, isAwaited: boolean): ObjectRun | undefined {
  const latest = useRef<{ readonly serial: number | undefined; readonly run: ObjectRun | undefined }>();
  if (!isAwaited) latest.current = { serial, run };
  return latest.current?.serial === serial ? latest.current?.run : undefined;
}

const EXAMPLE = `// clang -O2 -target bpf -c count.bpf.c -o count.bpf.o
#define SEC(name) __attribute__((section(name), used))

char _license[] SEC("license") = "GPL";
long hits;

SEC("fentry/__arm64_sys_getpgid")
int count(void *ctx)
{
	__sync_add_and_fetch(&hits, 1);
	return 0;
}`;
