import { posix } from 'node:path';
import { alarmsOfAnswer, deployedAlarm } from '../../core/diff/alarm-records.ts';
import { isRecord } from '../../core/diff/canonical.ts';
import type { AlarmRecord } from '../../core/diff/model.ts';
import { DEPLOYED, type ReadSide, type ReadSideOptions } from '../../core/diff/read-side.ts';
import { InputError } from '../../core/errors.ts';
import { compareText } from '../../core/order.ts';
import { type Found, isTemplate, readAssembly, readTemplate, withGiven } from './assembly.ts';
import { gitTree } from './git.ts';
import { parseTemplate } from './parse.ts';
import { diskTree, type Tree } from './tree.ts';

const ALLOWED =
  'allowed: a template (JSON or YAML), a cdk.out folder, git:REV:PATH, the JSON of DescribeAlarms, or deployed';

/** {@link ReadSide} over the file system, git and an account. */
export const readSide: ReadSide = async (source, options) => {
  const found: Found = { alarms: [], notes: [], parameters: new Set() };
  if (source === DEPLOYED) await readAccount(options, found);
  else await readFiles(source, options, found);
  return { label: source, alarms: found.alarms.toSorted(byPlace), notes: found.notes };
};

async function readAccount({ account }: ReadSideOptions, found: Found): Promise<void> {
  if (!account) throw new InputError('SideUnknown', { where: DEPLOYED, message: 'no account is connected' });
  const alarms = await (await account()).alarms({ all: true });
  found.alarms.push(
    ...alarms.map(({ kind, properties, name }) => deployedAlarm(kind, { AlarmName: name, ...properties })),
  );
}

async function readFiles(source: string, options: ReadSideOptions, found: Found): Promise<void> {
  const tree = source.startsWith('git:') ? await gitTree(options.cwd, source) : diskTree(options.cwd, source);
  await readTree(tree, source, options, found);
  const unused = Object.keys(options.parameters ?? {}).filter((name) => !found.parameters.has(name));
  found.notes.push(...unused.map((name) => `no template of ${source} has a parameter ${name}`));
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
      return readAssembly(tree, given, found);
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
