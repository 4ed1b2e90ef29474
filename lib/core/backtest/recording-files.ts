import type { History } from './model.ts';
import type { RecordingContent, RecordingHeader } from './recording.ts';

/** How commands reach recordings. Paths are relative to `cwd`. */
export interface RecordingFiles {
  /** @throws InputError `FileUnreadable`, `RecordingRefused` where it is none, is damaged or was cut short */
  read(path: string, cwd: string): Promise<{ readonly header: RecordingHeader; readonly history: History }>;
  /** Writes whole or not at all. @throws InputError `FileUnwritable` */
  write(path: string, cwd: string, header: RecordingHeader, content: RecordingContent): Promise<void>;
}
