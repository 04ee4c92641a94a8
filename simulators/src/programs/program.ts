import type { OptionSpec, ParsedLine } from '../system/command-line.js';

/** What a program gets from the outside world. */
export interface ProgramContext {
  readonly line: ParsedLine;
  readonly environment: NodeJS.ProcessEnv;
  readonly wallNowMs: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  /** Results, to standard output. */
  readonly print: (text: string) => void;
  /** Progress and problems, to standard error. */
  readonly say: (text: string) => void;
  /** Settles when the person or the supervisor asks to end. */
  readonly interrupted: Promise<void>;
  /** Recordings that come with the project. */
  readonly shippedRecordings: string;
}

/** One program of the command line. Returns the exit code. */
export interface Program {
  readonly usage: string;
  readonly options: Readonly<Record<string, OptionSpec>>;
  readonly run: (context: ProgramContext) => Promise<number>;
}
