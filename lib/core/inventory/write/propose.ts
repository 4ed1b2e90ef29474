import { Document } from 'yaml';
import { NAME } from '../../config/values.ts';
import type { HoldProfile } from '../../holds/profile.ts';
import { onOneLine } from '../../plain.ts';
import type { Match } from '../../targets.ts';
import { trim } from '../../units.ts';
import type { FoundTraffic } from '../discover-classify.ts';
import type { DiscoveredGroup } from '../discovery.ts';
import { controllerTags } from './controller-tags.ts';

/** A target that the config lacks, as the config would have it. */
export interface Proposal {
  readonly group: DiscoveredGroup;
  readonly name: string;
  /** How it finds its target group. @default - by its ARNs */
  readonly match?: Match;
  /** Entry of a YAML list with its evidence above it as a comment: lines without indentation and line ends. */
  readonly lines: readonly string[];
}

/** A target group for which a person has to say something first. */
export interface LeftGroup {
  readonly group: DiscoveredGroup;
  /** Why nothing is proposed, one sentence on one line. */
  readonly reason: string;
}

export interface Proposals {
  /** In the order of the groups. */
  readonly proposed: readonly Proposal[];
  readonly left: readonly LeftGroup[];
}

/** What the config has already. */
export interface Taken {
  /** Names of the targets of the environment. */
  readonly names: readonly string[];
  /** What the config says of idle timeouts, in seconds by ARN of the load balancer. A load balancer has one. */
  readonly idleTimeouts?: ReadonlyMap<string, number>;
}

const LONGEST_NAME = 64;

/**
 * What a config that lacks these groups should have. Nothing is proposed where the traffic is not known: an alarm of the wrong
 * kind is worse than a line that says that there is none.
 *
 * @param groups those that are lacking
 * @param all everything that was found: tags name a target group where no other carries them
 */
export function proposeTargets(
  groups: readonly DiscoveredGroup[],
  all: readonly DiscoveredGroup[],
  { names, idleTimeouts = new Map() }: Taken,
): Proposals {
  const taken = new Set(names);
  const proposed: Proposal[] = [];
  const left: LeftGroup[] = [];
  for (const group of groups) {
    const { traffic, evidence, loadBalancer } = group;
    if (!loadBalancer || !isWatchable(traffic)) {
      left.push({ group, reason: onOneLine(evidence[0]?.text ?? 'Nothing is known of its traffic.') });
      continue;
    }
    const tags = controllerTags(group, all);
    const name = freeName(namesFor(group.targetGroup.name, tags), taken);
    const said = idleTimeouts.get(loadBalancer.arn);
    const entry = {
      name,
      ...(tags ? { match: { tags } } : { loadBalancer: loadBalancer.arn, targetGroup: group.targetGroup.arn }),
      traffic,
      ...(group.hold && { hold: holdOf(group.hold) }),
      ...idleTimeoutOf(group, said),
      ...(group.notify && { notify: group.notify }),
    };
    proposed.push({
      group,
      name,
      ...(tags && { match: { tags } }),
      lines: [...commentsOf(group, said), ...entryLines(entry)],
    });
  }
  return { proposed, left };
}

function isWatchable(traffic: FoundTraffic): traffic is 'requests' | 'mixed' | 'long-polls' {
  return traffic !== 'unknown' && traffic !== 'no-traffic';
}

/** A second target that says otherwise of the same load balancer would be a contradiction; the comment says what was found. */
function idleTimeoutOf({ idleTimeoutSeconds: found }: DiscoveredGroup, said: number | undefined): object {
  if (found === undefined || (said !== undefined && said !== found)) return {};
  return { idleTimeout: `${trim(found)}s` };
}

function entryLines(entry: object): string[] {
  const document = new Document([entry]);
  return document.toString({ lineWidth: 0 }).trimEnd().split('\n');
}

/** Seconds as the config reads them, whole where a product does not say otherwise. */
function holdOf({ name, ceilingSeconds, spreadSeconds }: HoldProfile): string | object {
  if (name !== 'found') return name;
  return { ceiling: `${trim(ceilingSeconds)}s`, spread: `${trim(spreadSeconds)}s` };
}

function commentsOf({ confidence, evidence, hold, idleTimeoutSeconds: found }: DiscoveredGroup, said?: number) {
  const [first = '', ...others] = evidence.map(({ text }) => onOneLine(text));
  if (said !== undefined && found !== undefined && said !== found) {
    others.push(`Another target says idleTimeout: ${trim(said)}s; the load balancer has ${trim(found)}s.`);
  }
  if (hold) others.push('Yours to add: clients, how many of them poll here.');
  return [`# Confidence ${confidence}: ${first}`.trimEnd(), ...others.map((text) => `#   ${text}`)];
}

/**
 * What it might be named, the shortest first. By its tags where a controller made it: the name of the target group ends in a
 * hash there that the next one has not.
 */
function namesFor(targetGroup: string, tags: Readonly<Record<string, string>> | undefined): string[] {
  const of = (suffix: string) => Object.entries(tags ?? {}).find(([key]) => key.endsWith(suffix))?.[1];
  const resource = of('/resource');
  if (resource === undefined) return [targetGroup];
  // An Ingress of its own: <namespace>/<ingress> is the stack, <namespace>/<ingress>-<service>:<port> the target group.
  const stack = of('/stack') ?? '';
  const [namespace = ''] = stack.split('/', 1);
  const short = stack.includes('/') && resource.startsWith(`${stack}-`);
  const whole = short ? `${namespace}-${resource.slice(stack.length + 1)}` : resource;
  return [whole.replace(/:[^:/]*$/, ''), whole];
}

/** The first that is free, as the config takes names; the last one with a number where all are taken. */
function freeName(wanted: readonly string[], taken: Set<string>): string {
  const names = wanted.map((text) => {
    const plain = text
      .toLowerCase()
      .replace(/[^a-z0-9-]+/g, '-')
      .slice(0, LONGEST_NAME - 5)
      .replace(/^-+|-+$/g, '');
    return NAME.test(plain) ? plain : 'target';
  });
  const last = names.at(-1) ?? 'target';
  let free = names.find((name) => !taken.has(name)) ?? last;
  for (let n = 2; taken.has(free); n += 1) free = `${last}-${n}`;
  taken.add(free);
  return free;
}
