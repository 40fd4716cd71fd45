/** What a report shows, before anybody decides how it looks: plain data, which `--json` prints. */
export interface ReportDocument {
  readonly schema: 'tracelab.report/1';
  readonly title: string;
  readonly sections: readonly Section[];
}

export interface Section {
  readonly title: string;
  /** The file that it is about. */
  readonly source: string;
  readonly notes: readonly string[];
  readonly blocks: readonly Block[];
}

export type Block = Table | Bars | Lines;

export interface Table {
  readonly kind: 'table';
  readonly caption: string;
  /** Numbers are flush right, which is the default. */
  readonly columns: readonly { readonly head: string; readonly align?: 'left' }[];
  readonly rows: readonly (readonly string[])[];
}

/** Horizontal bars of stacked parts. */
export interface Bars {
  readonly kind: 'bars';
  readonly caption: string;
  readonly unit: string;
  /** Names of the parts of each bar. */
  readonly parts: readonly string[];
  readonly bars: readonly Bar[];
}

export interface Bar {
  readonly label: string;
  /** One for each of the parts; a negative one goes to the left. */
  readonly values: readonly number[];
  /** What was published for it. */
  readonly mark?: number;
}

/** Curves over a common axis. */
export interface Lines {
  readonly kind: 'lines';
  readonly caption: string;
  readonly x: string;
  readonly y: string;
  readonly lines: readonly { readonly label: string; readonly points: readonly (readonly [x: number, y: number])[] }[];
}
