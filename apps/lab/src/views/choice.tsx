interface ChoiceProps<T extends string> {
  /** Unique on the page. */
  readonly name: string;
  readonly label: string;
  readonly values: readonly T[];
  readonly value: T;
  readonly onChoose: (value: T) => void;
  /** What to write for a value; itself unless given. */
  readonly text?: (value: T) => string;
  /** Why a value cannot be chosen; undefined where it can. */
  readonly why?: (value: T) => string | undefined;
  readonly isInline?: boolean;
}

/** One of a few values: radio buttons in a row. */
export function Choice<T extends string>({ name, label, values, value, onChoose, text = (one) => one, why, isInline }: ChoiceProps<T>) {
  return (
    <fieldset class={isInline ? 'choice inline' : 'choice'}>
      <legend>{label}</legend>
      <div class="segments">
        {values.map((one) => {
          const reason = why?.(one);
          return (
            <label key={one} title={reason} class={reason ? 'off' : ''}>
              <input type="radio" name={name} value={one} checked={one === value} disabled={reason !== undefined} onChange={() => onChoose(one)} />
              <span>{text(one)}</span>
            </label>
          );
        })}
      </div>
    </fieldset>
  );
}
