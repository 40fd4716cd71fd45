import type { Store } from '../store/store.js';
import { Figure } from './figure.js';
import { RefusalText } from './refusal-text.js';

/** The object that the calls are counted by. */
export function ObjectView({ store }: { readonly store: Store }) {
  const object = store.object.value;
  const summary = object?.answer.ok ? object.answer.value : undefined;
  return (
    <Figure
      name="object"
      title={object ? `Programs of ${object.name}` : 'A BPF object of your own'}
      about="What clang -target bpf makes, with a program for __arm64_sys_getpgid in fentry/, fexit/, fmod_ret/, kprobe/ or kretprobe/, and a global variable hits in which it counts its calls. It is verified, compiled and run here: nothing is sent anywhere."
      isPicture={false}
      {...(summary && {
        table: { columns: ['program', 'section', 'instructions'], rows: summary.programs.map(({ name, section, instructions }) => [name, section, instructions]) },
        json: summary,
      })}
    >
      {object && !object.answer.ok && <RefusalText refusal={object.answer.refusal} name={object.name} />}
      {summary ? (
        <table class="numbers-table">
          <thead>
            <tr>
              <th scope="col" class="left">
                program
              </th>
              <th scope="col" class="left">
                section
              </th>
              <th scope="col">BPF instructions</th>
            </tr>
          </thead>
          <tbody>
            {summary.programs.map(({ name, section, instructions }) => (
              <tr key={name}>
                <th scope="row" class="left">
                  {name}
                </th>
                <td class="left mono">{section}</td>
                <td>{instructions}</td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : (
        !object && <pre class="example">{EXAMPLE}</pre>
      )}
    </Figure>
  );
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
