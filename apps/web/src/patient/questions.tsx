interface Choice<V extends string> {
  readonly value: V;
  readonly text: string;
}

interface ChoiceQuestionProps<V extends string> {
  readonly name: string;
  readonly title: string;
  readonly choices: readonly Choice<V>[];
  readonly chosen: V | null;
  readonly onChoose: (value: V | null) => void;
}

/** One of some answers, or none: pressing the chosen one again takes it back. */
export function ChoiceQuestion<V extends string>({ name, title, choices, chosen, onChoose }: ChoiceQuestionProps<V>) {
  return (
    <fieldset className="question">
      <legend>{title}</legend>
      <div className="choices">
        {choices.map(({ value, text }) => (
          <button
            key={value}
            type="button"
            className="choice"
            aria-pressed={chosen === value}
            onClick={() => onChoose(chosen === value ? null : value)}
            data-testid={`${name}-${value}`}
          >
            {text}
          </button>
        ))}
      </div>
    </fieldset>
  );
}

interface ManyQuestionProps<V extends string> {
  readonly name: string;
  readonly title: string;
  readonly choices: readonly Choice<V>[];
  readonly chosen: readonly V[];
  readonly onChange: (values: readonly V[]) => void;
}

/** Any number of answers. */
export function ManyQuestion<V extends string>({ name, title, choices, chosen, onChange }: ManyQuestionProps<V>) {
  return (
    <fieldset className="question">
      <legend>{title}</legend>
      <div className="choices">
        {choices.map(({ value, text }) => {
          const on = chosen.includes(value);
          return (
            <button
              key={value}
              type="button"
              className="choice"
              aria-pressed={on}
              onClick={() => onChange(on ? chosen.filter((one) => one !== value) : [...chosen, value])}
              data-testid={`${name}-${value}`}
            >
              {text}
            </button>
          );
        })}
      </div>
    </fieldset>
  );
}
