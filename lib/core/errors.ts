/** Base of every error this package throws on purpose. `code` is stable: callers match on it, never on `message`. */
export class HoldbandError extends Error {
  override readonly name: string = 'HoldbandError';
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** One thing wrong with what a person gave us. */
export interface InputProblem {
  /** Where: `file:line:column`, a file, an option such as `--last`, or a path such as `environments.prod`. */
  readonly where: string;
  /** What is wrong, the wrong value, and what is allowed. Lower case, no full stop. */
  readonly message: string;
}

/** Bad input. Carries every problem found, not only the first; the CLI prints one a line and exits with 2. */
export class InputError extends HoldbandError {
  // Written out, not taken from the class: esbuild --minify renames classes.
  override readonly name = 'InputError';
  readonly problems: readonly InputProblem[];

  constructor(code: string, problems: InputProblem | readonly InputProblem[], options?: ErrorOptions) {
    const all = Array.isArray(problems) ? (problems as readonly InputProblem[]) : [problems as InputProblem];
    super(code, all.map((problem) => `${problem.where}: ${problem.message}`).join('\n'), options);
    this.problems = all;
  }
}

/** Makes a new member of a closed set a compile error, and a corrupt value a loud one. */
export function assertNever(value: never): never {
  throw new TypeError(`unexpected value: ${JSON.stringify(value)}`);
}
