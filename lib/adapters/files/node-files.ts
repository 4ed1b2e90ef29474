import { access, readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { InputError } from '../../core/errors.ts';
import type { FileAccess } from '../../core/io.ts';

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  EISDIR: 'is a folder, expected a file',
  EACCES: 'permission denied',
  ENOTDIR: 'part of the path is not a folder',
  EROFS: 'the file system is read-only',
};

/** Says why a file could not be used, in words. */
export function fileReason(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  return REASONS[code] ?? (error instanceof Error ? error.message : String(error));
}

/** {@link FileAccess} over the file system, relative to `cwd`. */
export function nodeFiles(cwd: string): FileAccess {
  return {
    async readText(path, how) {
      try {
        return new TextDecoder('utf-8', { fatal: true, ignoreBOM: how === 'exact' }).decode(
          await readFile(resolve(cwd, path)),
        );
      } catch (cause) {
        const reason = cause instanceof TypeError ? 'is not UTF-8 text' : fileReason(cause);
        throw new InputError('FileUnreadable', { where: path, message: reason }, { cause });
      }
    },
    async writeText(path, text) {
      try {
        // Written beside, synced and renamed: a reader sees the old file or the new one, never half of it. A process that is
        // killed leaves `<file>.<digits>` behind at worst, which nothing reads.
        await writeFileAtomic(resolve(cwd, path), text);
      } catch (cause) {
        throw new InputError('FileUnwritable', { where: path, message: fileReason(cause) }, { cause });
      }
    },
    async exists(path) {
      return access(resolve(cwd, path)).then(
        () => true,
        () => false,
      );
    },
  };
}
