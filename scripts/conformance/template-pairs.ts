import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readSide } from '../../lib/adapters/cloudformation/read-side.ts';
import { compareAlarms } from '../../lib/core/diff/compare.ts';
import { matchAlarms } from '../../lib/core/diff/match.ts';
import { plainDiff } from '../../test/_helpers/plain-diff.ts';
import type { Answer } from './truth.ts';

/** meta.json: what somebody else found changed; names, descriptions and conditions are left out there. */
interface Meta {
  readonly alarmChanges: readonly { readonly logicalId: string; readonly property: string }[];
  readonly alarmsAdded: readonly string[];
  readonly alarmsRemoved: readonly string[];
}

/** Folders below `folder` that hold one change: `before.*`, `after.*` and perhaps meta.json. */
export function templatePairs(folder: string): string[] {
  const places = [folder, join(folder, 'templates')].filter((place) => existsSync(place));
  return places.flatMap((place) =>
    readdirSync(place, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && sidesOf(join(place, entry.name)))
      .map((entry) => join(place, entry.name)),
  );
}

/** Holds the diff of a pair against a plain comparison of the two files, and against meta.json. */
export async function answerTemplatePair(folder: string): Promise<Answer[]> {
  const [before, after] = sidesOf(folder) as [string, string];
  const ours = await ourDiff(before, after);
  const texts = [readFileSync(before, 'utf8'), readFileSync(after, 'utf8')] as const;
  const plain = plainDiff(...texts);
  const answers = [...new Set([...ours, ...plain])].map((change) => answerOf(folder, change, plain, ours));
  const meta = join(folder, 'meta.json');
  if (!existsSync(meta)) return answers;
  // A list of changes may cover more than the two files: an alarm in neither of them is not asked for.
  const here = (id: string) => texts.some((text) => text.includes(id));
  const found = metaChanges(JSON.parse(readFileSync(meta, 'utf8')) as Meta, here);
  return [...answers, ...[...found].map((change) => answerOf(join(folder, 'meta.json'), change, found, ours))];
}

function sidesOf(folder: string): [before: string, after: string] | undefined {
  const names = readdirSync(folder);
  const [before, after] = ['before.', 'after.'].map((start) => names.find((name) => name.startsWith(start)));
  return before && after ? [join(folder, before), join(folder, after)] : undefined;
}

/** Our diff in the plain comparison's words: a renamed alarm is one that went and one that came. */
async function ourDiff(before: string, after: string): Promise<Set<string>> {
  const [base, head] = [await readSide(before, { cwd: '.' }), await readSide(after, { cwd: '.' })];
  return new Set(
    matchAlarms(base, head).flatMap(({ before: one, after: other }) => {
      if (one && other && one.logicalId === other.logicalId) {
        return compareAlarms(one, other).map(({ name }) => `${one.logicalId} ${name.split('.')[0]}`);
      }
      return [...(one ? [`-${one.logicalId}`] : []), ...(other ? [`+${other.logicalId}`] : [])];
    }),
  );
}

function metaChanges({ alarmChanges, alarmsAdded, alarmsRemoved }: Meta, here: (id: string) => boolean): Set<string> {
  return new Set([
    ...alarmChanges
      .filter(({ logicalId }) => here(logicalId))
      .map(({ logicalId, property }) => `${logicalId} ${property}`),
    ...alarmsAdded.filter(here).map((id) => `+${id}`),
    ...alarmsRemoved.filter(here).map((id) => `-${id}`),
  ]);
}

function answerOf(where: string, change: string, expected: ReadonlySet<string>, got: ReadonlySet<string>): Answer {
  const word = (set: ReadonlySet<string>) => (set.has(change) ? 'a change' : 'no change');
  return { name: `${where} ${change}`, expected: word(expected), got: word(got) };
}
