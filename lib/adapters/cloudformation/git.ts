import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { InputError } from '../../core/errors.ts';
import { decode, type Tree } from './tree.ts';

const run = promisify(execFile);

/** More than a folder's largest template; CloudFormation takes 1 MB. */
const MOST_BYTES = 64 * 1024 * 1024;

/**
 * What lies at `git:REV:PATH`. PATH is from the top of the repository, as for git itself; `./PATH` is from the working
 * directory.
 *
 * @throws InputError where the source is not of that form, there is no repository, or no such commit in it
 */
export async function gitTree(cwd: string, source: string): Promise<Tree> {
  const [, revision = '', path = ''] = /^git:([^:]*):(.*)$/s.exec(source) ?? [];
  const bad = (message: string) => new InputError('GitSourceWrong', { where: source, message });
  if (revision === '' || path === '') throw bad('must be git:REV:PATH, such as git:main:cdk.out');
  // An option or a control character is no name of a commit; git itself judges everything else.
  if (/^-|[\s\p{Cc}]/u.test(revision)) throw bad(`${JSON.stringify(revision)} is no revision`);
  if (/\p{Cc}/u.test(path)) throw bad('the path has control characters');
  const commit = await commitOf(cwd, revision, bad);

  const root = path.replace(/\/+$/, '') || './';
  const objectOf = (inner: string) => `${commit}:${inner === '' ? root : `${root.replace(/\/$/, '')}/${inner}`}`;
  const where = (inner: string) => (inner === '' ? source : `${source.replace(/\/+$/, '')}/${inner}`);
  return {
    where,
    async kind(inner) {
      const type = await git(cwd, ['cat-file', '-t', objectOf(inner)]).catch(() => '');
      const kinds: Readonly<Record<string, 'file' | 'folder'>> = { blob: 'file', tree: 'folder' };
      return kinds[String(type).trim()] ?? 'none';
    },
    async read(inner) {
      try {
        return decode(await git(cwd, ['cat-file', 'blob', objectOf(inner)]), where(inner));
      } catch (cause) {
        if (cause instanceof InputError) throw cause;
        throw new InputError('FileUnreadable', { where: where(inner), message: reasonOf(cause) }, { cause });
      }
    },
  };
}

async function commitOf(cwd: string, revision: string, bad: (message: string) => InputError): Promise<string> {
  try {
    const found = await git(cwd, ['rev-parse', '--verify', '--end-of-options', `${revision}^{commit}`]);
    return String(found).trim();
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') throw bad('git is not installed, or not on the PATH');
    const reason = reasonOf(cause);
    if (/not a git repository/i.test(reason)) throw bad('the working directory is in no git repository');
    if (/needed a single revision|unknown revision|bad revision|ambiguous/i.test(reason)) {
      throw bad(`no commit ${revision} in this repository (is it fetched?)`);
    }
    throw bad(reason);
  }
}

/** No shell: every word reaches git as it is. */
async function git(cwd: string, args: readonly string[]): Promise<Buffer> {
  const options = { cwd, encoding: 'buffer', maxBuffer: MOST_BYTES, env: { ...process.env, LC_ALL: 'C' } } as const;
  return (await run('git', [...args], options)).stdout;
}

function reasonOf(error: unknown): string {
  const { stderr, message } = error as { stderr?: Buffer; message: string };
  const said = String(stderr ?? '')
    .trim()
    .split('\n')[0];
  return (said || message).replace(/^fatal: /, '');
}
