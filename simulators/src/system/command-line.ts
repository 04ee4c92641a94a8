import { parseArgs } from 'node:util';

/** A mistake of the person at the keyboard: the message names the argument and what was expected. */
export class UsageError extends Error {}

export type OptionKind = 'text' | 'flag' | 'number' | 'speed';

export interface OptionSpec {
  readonly kind: OptionKind;
  /** For numbers. */
  readonly least?: number;
  readonly most?: number;
}

export interface ParsedLine {
  readonly positionals: readonly string[];
  text(name: string): string | undefined;
  flag(name: string): boolean;
  number(name: string): number | undefined;
  /** Times faster than life; null as fast as possible (`max`); undefined when not given. */
  speed(name: string): number | null | undefined;
}

/** Reads a command line against the options it may have. Throws UsageError for an unknown option or a value that does not fit. */
export function parseLine(argv: readonly string[], options: Readonly<Record<string, OptionSpec>>): ParsedLine {
  const { values, positionals } = parseStrictly(argv, options);
  const textOf = (name: string): string | undefined => {
    const value = values[name];
    return typeof value === 'string' ? value : undefined;
  };
  const numberOf = (name: string): number | undefined => {
    const text = textOf(name);
    if (text === undefined) return undefined;
    const { least = -Infinity, most = Infinity } = options[name] ?? {};
    const value = Number(text);
    if (text.trim() === '' || !(value >= least && value <= most)) {
      throw new UsageError(`--${name}: expected a number from ${least} to ${most}, got "${text}"`);
    }
    return value;
  };
  for (const [name, option] of Object.entries(options)) if (option.kind === 'number') numberOf(name);
  return {
    positionals,
    text: textOf,
    flag: (name) => values[name] === true,
    number: numberOf,
    speed(name) {
      const text = textOf(name);
      if (text === undefined) return undefined;
      if (text === 'max') return null;
      const value = Number(text);
      if (text.trim() !== '' && value >= 0.1 && value <= 1_000_000) return value;
      throw new UsageError(`--${name}: expected a number from 0.1 to 1000000, or max, got "${text}"`);
    },
  };
}

function parseStrictly(
  argv: readonly string[],
  options: Readonly<Record<string, OptionSpec>>,
): { values: Record<string, unknown>; positionals: string[] } {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: Object.fromEntries(
        Object.entries({ ...options, help: { kind: 'flag' } as OptionSpec }).map(([name, { kind }]) => [
          name,
          { type: kind === 'flag' ? ('boolean' as const) : ('string' as const) },
        ]),
      ),
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
