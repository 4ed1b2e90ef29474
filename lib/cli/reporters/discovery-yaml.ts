import { Document, type YAMLMap, type YAMLSeq } from 'yaml';
import type { HoldProfile } from '../../core/holds/profile.ts';
import type { DiscoveredGroup, Discovery } from '../../core/inventory/discovery.ts';
import { compareText } from '../../core/order.ts';
import { trim } from '../../core/units.ts';
import { onOneLine } from './plain.ts';

/** Longest name of a target. */
const LONGEST_NAME = 64;

/**
 * What the config lacks, as its `targets:`, each entry with the evidence as a comment. Groups about which nothing can be
 * proposed stand in a comment of their own, with the reason.
 *
 * @param taken names that targets of the environment have already
 */
export function discoveryYaml({ groups }: Discovery, taken: readonly string[]): string {
  const lacking = groups.filter(({ configured }) => !configured);
  const names = new Set(taken);
  const proposed = lacking.flatMap((group) => {
    const entry = entryOf(group, names);
    return entry ? [{ group, entry }] : [];
  });
  const left = lacking
    .filter(({ traffic }) => !isProposable(traffic))
    .toSorted((a, b) => compareText(a.targetGroup.name, b.targetGroup.name))
    .map(({ targetGroup, traffic, evidence }) => {
      return ` ${targetGroup.name}: ${traffic}. ${onOneLine(evidence[0]?.text ?? '')}`;
    });
  const notes = left.length > 0 ? [' Not proposed:', ...left] : [];
  // A config may not have an empty list.
  if (proposed.length === 0)
    return [' The config lacks nothing that could be proposed.', ...notes].map(asComment).join('');
  const document = new Document({ targets: proposed.map(({ entry }) => entry) });
  const { items } = document.get('targets') as YAMLSeq<YAMLMap>;
  for (const [i, { group }] of proposed.entries()) {
    const item = items[i];
    if (item) item.commentBefore = commentOf(group);
  }
  if (notes.length > 0) document.comment = notes.join('\n');
  return document.toString({ lineWidth: 0 });
}

function asComment(line: string): string {
  return `#${line}\n`;
}

function isProposable(traffic: DiscoveredGroup['traffic']): traffic is 'requests' | 'mixed' | 'long-polls' {
  return traffic !== 'unknown' && traffic !== 'no-traffic';
}

function entryOf(group: DiscoveredGroup, names: Set<string>): object | undefined {
  const { targetGroup, loadBalancer, traffic, hold, idleTimeoutSeconds } = group;
  if (!isProposable(traffic) || !loadBalancer) return undefined;
  return {
    name: freeName(targetGroup.name, names),
    loadBalancer: loadBalancer.arn,
    targetGroup: targetGroup.arn,
    traffic,
    ...(hold && { hold: holdOf(hold) }),
    ...(idleTimeoutSeconds !== undefined && { idleTimeout: `${trim(idleTimeoutSeconds)}s` }),
  };
}

/** The target group's name as the config takes names, with a number behind it where there is one already. */
function freeName(name: string, names: Set<string>): string {
  const plain = name
    .toLowerCase()
    .replace(/[^a-z0-9-]/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, LONGEST_NAME - 5);
  let free = plain;
  for (let n = 2; names.has(free); n += 1) free = `${plain}-${n}`;
  names.add(free);
  return free;
}

/** Seconds as the config reads them, whole where a product does not say otherwise. */
function holdOf({ name, ceilingSeconds, spreadSeconds }: HoldProfile): string | object {
  if (name !== 'found') return name;
  return { ceiling: `${trim(ceilingSeconds)}s`, spread: `${trim(spreadSeconds)}s` };
}

function commentOf({ confidence, evidence }: DiscoveredGroup): string {
  const [first, ...others] = evidence.map(({ text }) => ` ${onOneLine(text)}`);
  return [` Confidence ${confidence}:${first ?? ''}`, ...others].join('\n');
}
