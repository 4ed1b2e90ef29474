import { glob, readdir, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { InputError, type InputProblem } from '../../core/errors.ts';
import { fileReason } from '../files/node-files.ts';

export interface FoundFile {
  /** As the user wrote it, or below the folder the user wrote. */
  readonly shown: string;
  /** Absolute. */
  readonly path: string;
  readonly bytes: number;
}

export interface FoundFiles {
  readonly files: readonly FoundFile[];
  /** Files of folders that are known to be something else. */
  readonly skipped: readonly string[];
}

/**
 * What a bucket with access logs also has: connection and health-check logs (ALB user guide, "Connection logs", "Health
 * check logs"), and the test file that switching logs on leaves behind ("Enable access logs").
 */
const OTHER_LOGS = /^(?:\.|conn_log_|health_check_log_|ELBAccessLogTestFile|ELBConnectionLogTestFile)/;
const PATTERN = /[*?[{]/;

/**
 * Every file that the paths stand for: files, folders with all that is below them, and patterns such as `logs/*.gz` that no
 * shell has expanded. In the order given, files of a folder by name; none twice.
 *
 * @throws InputError `NoAccessLogs` naming every path that does not exist, or has no file
 */
export async function findFiles(paths: readonly string[], cwd: string): Promise<FoundFiles> {
  const found = new Map<string, FoundFile>();
  const skipped: string[] = [];
  const problems: InputProblem[] = [];
  for (const path of paths) {
    try {
      const before = found.size;
      const all = await expand(path, cwd);
      for (const file of all.files) if (!found.has(file.path)) found.set(file.path, file);
      skipped.push(...all.skipped);
      if (all.files.length === 0 && found.size === before) {
        const why = all.skipped.length > 0 ? `, only other logs such as ${all.skipped[0]}` : '';
        problems.push({ where: path, message: `has no access-log file in it${why}` });
      }
    } catch (error) {
      const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
      problems.push({ where: path, message: missing ? 'no such file or folder' : fileReason(error) });
    }
  }
  if (problems.length > 0) throw new InputError('NoAccessLogs', problems);
  return { files: [...found.values()], skipped };
}

async function expand(path: string, cwd: string): Promise<{ files: FoundFile[]; skipped: string[] }> {
  const info = await stat(resolve(cwd, path)).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' && PATTERN.test(path)) return undefined;
    throw error;
  });
  if (info?.isFile()) return { files: [{ shown: path, path: resolve(cwd, path), bytes: info.size }], skipped: [] };
  const names = info ? await namesBelow(path, cwd) : await matches(path, cwd);
  const files: FoundFile[] = [];
  const skipped: string[] = [];
  for (const shown of names.toSorted()) {
    const entry = await stat(resolve(cwd, shown));
    if (!entry.isFile()) continue;
    if (OTHER_LOGS.test(basename(shown))) skipped.push(shown);
    else files.push({ shown, path: resolve(cwd, shown), bytes: entry.size });
  }
  return { files, skipped };
}

async function namesBelow(folder: string, cwd: string): Promise<string[]> {
  const entries = await readdir(resolve(cwd, folder), { recursive: true });
  return entries.map((name) => join(folder, name));
}

async function matches(pattern: string, cwd: string): Promise<string[]> {
  const names: string[] = [];
  for await (const name of glob(pattern, { cwd })) names.push(name);
  return names;
}
