import { readFile, stat } from 'node:fs/promises';
import { posix, resolve } from 'node:path';
import { InputError } from '../../core/errors.ts';
import { fileReason } from '../files/node-files.ts';

/** A file, or a folder with files, somewhere: on disk or in a commit. */
export interface Tree {
  /** What a person calls a path inside it; `''` is the whole. */
  where(path: string): string;
  /** @throws InputError where it cannot be told, such as without permission. */
  kind(path: string): Promise<'file' | 'folder' | 'none'>;
  /** @throws InputError naming the file where it cannot be read. */
  read(path: string): Promise<string>;
}

/** What lies at a path of the file system. */
export function diskTree(cwd: string, root: string): Tree {
  const place = (path: string) => resolve(cwd, root, path);
  const where = (path: string) => (path === '' ? root : posix.join(root, path));
  return {
    where,
    async kind(path) {
      try {
        return (await stat(place(path))).isDirectory() ? 'folder' : 'file';
      } catch (cause) {
        const { code } = cause as NodeJS.ErrnoException;
        if (code === 'ENOENT' || code === 'ENOTDIR') return 'none';
        throw unreadable(where(path), cause);
      }
    },
    async read(path) {
      try {
        return decode(await readFile(place(path)), where(path));
      } catch (cause) {
        throw cause instanceof InputError ? cause : unreadable(where(path), cause);
      }
    },
  };
}

/** @throws InputError where the bytes are not UTF-8 */
export function decode(bytes: Uint8Array, where: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new InputError('FileUnreadable', { where, message: 'is not UTF-8 text' }, { cause });
  }
}

/** A path inside a tree, or `undefined` where it leads out of it. */
export function pathInside(folder: string, path: string): string | undefined {
  const joined = posix.normalize(posix.join(folder, path));
  return path === '' || posix.isAbsolute(path) || joined === '..' || joined.startsWith('../') ? undefined : joined;
}

function unreadable(where: string, cause: unknown): InputError {
  return new InputError('FileUnreadable', { where, message: fileReason(cause) }, { cause });
}
