import type { DiscoveredGroup, Discovery } from '../../core/inventory/discovery.ts';
import { proposeTargets } from '../../core/inventory/write/propose.ts';
import { compareText } from '../../core/order.ts';
import { onOneLine } from './plain.ts';

/**
 * What the config lacks, as its `targets:`, each entry with the evidence as a comment. Groups about which nothing can be
 * proposed stand in a comment of their own, with the reason.
 *
 * @param taken names that targets of the environment have already
 */
export function discoveryYaml({ groups }: Discovery, taken: readonly string[]): string {
  const lacking = groups.filter((group) => !group.configured && group.excluded === undefined);
  const { proposed, left } = proposeTargets(lacking, groups, { names: taken });
  const notes = left
    .toSorted((a, b) => compareText(nameOf(a.group), nameOf(b.group)))
    .map(({ group, reason }) => `# ${onOneLine(nameOf(group))}: ${group.traffic}. ${reason}`);
  // A config may not have an empty list.
  const first = proposed.length === 0 ? '# The config lacks nothing that could be proposed.' : 'targets:';
  const entries = proposed.flatMap(({ lines }) => lines.map((line) => `  ${line}`));
  return [first, ...entries, ...(notes.length > 0 ? ['# Not proposed:', ...notes] : [])]
    .map((line) => `${line}\n`)
    .join('');
}

function nameOf({ targetGroup }: DiscoveredGroup): string {
  return targetGroup.name;
}
