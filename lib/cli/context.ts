import type { IoHost } from '../core/io.ts';

/** 0 done, 1 a policy the user set was breached, 2 bad input or failure. */
export type ExitCode = 0 | 1 | 2;

/** How text is marked on this output: plain where it is not a terminal, or NO_COLOR is set. */
export interface Style {
  bold(text: string): string;
  dim(text: string): string;
  red(text: string): string;
  yellow(text: string): string;
  green(text: string): string;
  cyan(text: string): string;
}

/** Everything a command may know of the process it runs in. Only bin/ makes one. */
export interface CliContext {
  readonly io: IoHost;
  /** For standard output. */
  readonly style: Style;
  /** Columns of the terminal; 100 where standard output is none. */
  readonly columns: number;
  /** Working directory, absolute. */
  readonly cwd: string;
  /** The present, for `validate` and other questions about dates. */
  readonly now: Date;
  /** Reads standard input to its end. */
  readonly readStdin: () => Promise<string>;
}
