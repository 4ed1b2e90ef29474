import { posix } from 'node:path';
import { alarmsOfAnswer, deployedAlarm } from '../../core/diff/alarm-records.ts';
import { isRecord } from '../../core/diff/canonical.ts';
import type { AlarmRecord, Side } from '../../core/diff/model.ts';
import { InputError } from '../../core/errors.ts';
import type { AccountReader } from '../../core/inventory/account.ts';
import { compareText } from '../../core/order.ts';
import { type Found, type GivenParameters, isTemplate, readAssembly, readTemplate, withGiven } from './assembly.ts';
import { gitTree } from './git.ts';
import { parseTemplate } from './parse.ts';
import { diskTree, type Tree } from './tree.ts';

/** The word for what the account has now. */
export const DEPLOYED = 'deployed';

const ALLOWED =
  'allowed: a template (JSON or YAML), a cdk.out folder, git:REV:PATH, the JSON of DescribeAlarms, or deployed';

export interface ReadSideOptions {
  /** Paths are relative to it, and git runs in it. */
  readonly cwd: string;
  /** Values of parameters: `Name` for every stack, `Stack:Name` for one. @default - the defaults of the templates */
  readonly parameters?: GivenParameters;
  /** Opens the account for `deployed`. @default - `deployed` is refused */
  readonly account?: () => Promise<AccountReader>;
}

/**
 * Reads one side of a comparison. The same bytes make the same side.
 *
 * @throws InputError where there is nothing, nothing that holds alarms, or it cannot be read
 * @throws ReadFailedError where the account does not answer
 */
export async function readSide(source: string, options: ReadSideOptions): Promise<Side> {
  const found: Found = { alarms: [], notes: [], parameters: new Set() };
  if (source === DEPLOYED) {
    if (!options.account) throw new InputError('SideUnknown', { where: source, message: 'no account is connected' });
    const alarms = await (await options.account()).alarms({ all: true });
    found.alarms.push(
      ...alarms.map(({ kind, properties, name }) => deployedAlarm(kind, { AlarmName: name, ...properties })),
    );
  } else {
    const tree = source.startsWith('git:') ? await gitTree(options.cwd, source) : diskTree(options.cwd, source);
    await readTree(tree, source, options, found);
    const unused = Object.keys(options.parameters ?? {}).filter((name) => !found.parameters.has(name));
    found.notes.push(...unused.map((name) => `no template of ${source} has a parameter ${name}`));
  }
  return { label: source, alarms: found.alarms.toSorted(byPlace), notes: found.notes };
}

async function readTree(tree: Tree, source: string, options: ReadSideOptions, found: Found): Promise<void> {
  const given = options.parameters ?? {};
  switch (await tree.kind('')) {
    case 'none':
      throw new InputError('SideUnknown', { where: source, message: `no such file or folder, ${ALLOWED}` });
    case 'folder':
      if ((await tree.kind('manifest.json')) !== 'file') {
        const message = `a folder without manifest.json is no cdk.out, ${ALLOWED}`;
        throw new InputError('SideUnknown', { where: source, message });
      }
      return readAssembly(tree, '', given, found);
    case 'file': {
      const content = parseTemplate(await tree.read(''), source);
      const alarms = alarmsOfAnswer(content);
      if (alarms && !isTemplate(content)) return addAnswer(content, alarms, source, found);
      if (!isTemplate(content)) {
        throw new InputError('NotATemplate', {
          where: source,
          message: `is no template: it has no Resources, ${ALLOWED}`,
        });
      }
      return readTemplate(besides(tree, source, options), posix.basename(source), content, withGiven({}, given), found);
    }
  }
}

/** Where the templates of nested stacks lie: beside the file. A file of a commit stands alone. */
function besides(tree: Tree, source: string, { cwd }: ReadSideOptions): Tree {
  if (!source.startsWith('git:')) return diskTree(cwd, posix.dirname(source));
  return { ...tree, kind: async () => 'none' };
}

function addAnswer(content: unknown, alarms: readonly AlarmRecord[], source: string, found: Found): void {
  found.alarms.push(...alarms);
  if (isRecord(content) && typeof content.NextToken === 'string') {
    found.notes.push(`${source} is one page of several: it has a NextToken, so alarms are missing`);
  }
}

function byPlace(a: AlarmRecord, b: AlarmRecord): number {
  return compareText(a.stack, b.stack) || compareText(a.logicalId, b.logicalId);
}
