interface Row {
  readonly name: string;
  /** Of a number of cores; undefined while it is not known. */
  readonly figure: (cores: number) => string | undefined;
  /** What that means. */
  readonly about: (cores: number) => string | undefined;
}

/** A figure of several things on more and more cores. */
export function ByCoresTable({ caption, of, counts, rows, onPoint }: {
  readonly caption: string;
  readonly of: string;
  readonly counts: readonly number[];
  readonly rows: readonly Row[];
  readonly onPoint: (about: string | null) => void;
}) {
  return (
    <table class="numbers-table">
      <caption>{caption}</caption>
      <thead>
        <tr>
          <th scope="col" class="left">
            {of}
          </th>
          {counts.map((cores) => (
            <th scope="col" key={cores}>
              {cores} {cores === 1 ? 'core' : 'cores'}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ name, figure, about }) => (
          <tr key={name}>
            <th scope="row" class="left">
              {name}
            </th>
            {counts.map((cores) => (
              <td key={cores} onPointerEnter={() => onPoint(about(cores) ?? null)} onPointerLeave={() => onPoint(null)}>
                {figure(cores) ?? ''}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
