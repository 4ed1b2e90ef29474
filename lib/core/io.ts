/** Shown while something takes longer than a person waits without wondering. */
export interface Progress {
  /** Replaces the text, e.g. `reading 3 of 7 files`. */
  update(text: string): void;
  /** Ends it; the text goes away from a terminal. */
  done(): void;
}

/** How code below `bin/` speaks. Nothing under `lib/` prints. */
export interface IoHost {
  /** The answer: what a pipe receives. Text is written as it is, so it ends with its own newline. */
  out(text: string): void;
  /** Something a person should know beside the answer; goes to standard error, one line. */
  note(text: string): void;
  /** Something that may be wrong, beside the answer; goes to standard error even with `--quiet`. */
  warn(text: string): void;
  /** Starts a progress display; silent where standard error is not a terminal or with `--quiet`. */
  progress(text: string): Progress;
}

/** How code below `bin/` reaches files. Paths are as the user wrote them; implementations resolve them. */
export interface FileAccess {
  /**
   * @param how `exact` keeps a byte order mark, for who writes the file again
   * @throws InputError naming the path where it cannot be read, or is not UTF-8.
   */
  readText(path: string, how?: 'exact'): Promise<string>;
  /** Writes whole or not at all, whenever the process ends; a link stays one, and its file keeps its mode. @throws InputError naming the path where it cannot be written. */
  writeText(path: string, text: string): Promise<void>;
  exists(path: string): Promise<boolean>;
}

/** Time, for code that waits for something to happen. */
export interface Clock {
  /** Epoch seconds, with fractions. */
  now(): number;
  /** Resolves after so many seconds, or at once when the signal is aborted. */
  sleep(seconds: number, signal?: AbortSignal): Promise<void>;
}
