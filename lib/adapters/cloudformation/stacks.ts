import { dirname, posix, resolve } from 'node:path';
import { InputError } from '../../core/errors.ts';
import { isTemplate, stacksOf } from './assembly.ts';
import { parseTemplate } from './parse.ts';
import { diskTree, type Tree } from './tree.ts';

/** One template on disk, whole. */
export interface StackTemplate {
  /** Name of its stack; that of the file where it stands alone. */
  readonly stack: string;
  /** The file, for errors. */
  readonly where: string;
  /** Absolute: assets lie here, too. */
  readonly folder: string;
  /** Parsed. */
  readonly template: unknown;
  /** Where the stack is deployed. @default - the assembly does not say, or it is a file alone */
  readonly account?: string;
  readonly region?: string;
}

/**
 * Reads a template file, or every stack of a cloud assembly.
 *
 * @throws InputError codes `TemplateUnknown`, `NotATemplate`, and what reading them brings
 */
export async function readStacks(cwd: string, source: string): Promise<StackTemplate[]> {
  const tree = diskTree(cwd, source);
  const kind = await tree.kind('');
  if (kind === 'file') {
    const stack = posix.basename(source).replace(/(\.template)?\.(json|ya?ml)$/, '');
    return [{ stack, where: source, folder: dirname(resolve(cwd, source)), template: await read(tree, '') }];
  }
  if (kind === 'none' || (await tree.kind('manifest.json')) !== 'file') {
    const message = kind === 'none' ? 'no such file or folder' : 'a folder without manifest.json is no cdk.out';
    throw new InputError('TemplateUnknown', { where: source, message: `${message}, allowed: a template or a cdk.out` });
  }
  return Promise.all(
    (await stacksOf(tree, '')).map(async ({ file, context: { stack, account, region } }) => ({
      stack,
      where: tree.where(file),
      folder: dirname(resolve(cwd, source, file)),
      template: await read(tree, file),
      ...(account !== undefined && { account }),
      ...(region !== undefined && { region }),
    })),
  );
}

async function read(tree: Tree, path: string): Promise<unknown> {
  const template = parseTemplate(await tree.read(path), tree.where(path));
  if (isTemplate(template)) return template;
  throw new InputError('NotATemplate', { where: tree.where(path), message: 'is no template: it has no Resources' });
}
