import type { ElbResource } from '../targets.ts';
import { attempt } from '../triage/live/reads.ts';
import { plural } from '../triage/words.ts';
import {
  type AccountInventory,
  type AccountReader,
  CredentialsFailedError,
  type ListenerRuleRow,
  type ReadFailedError,
  TAGS_AT_ONCE,
} from './account.ts';
import { atMost } from './at-once.ts';

/**
 * Calls of Elastic Load Balancing in flight: it lets 40 through at once and 10 a second after that, so that more would only
 * wait for each other.
 */
const DESCRIBES_AT_ONCE = 4;

type Reader = Pick<AccountReader, 'loadBalancerAttributes' | 'listenerRules' | 'targetGroupAttributes'> &
  Pick<AccountInventory, 'tags'>;

/** Who is told of what happens. */
export interface Told {
  readonly problems: string[];
  /** Told of calls that were answered, or failed. @param calls default 1 */
  readonly called: (calls?: number) => void;
}

export type Attributes = ReadonlyMap<string, string>;

/** Tags by ARN of target group, twenty groups a call. Those that could not be read are not in it. */
export async function readTags(
  reader: Reader,
  groups: readonly ElbResource[],
  { problems, called }: Told,
): Promise<ReadonlyMap<string, Readonly<Record<string, string>>>> {
  const arns = groups.map(({ arn }) => arn);
  const batches = Array.from({ length: Math.ceil(arns.length / TAGS_AT_ONCE) }, (_, i) =>
    arns.slice(i * TAGS_AT_ONCE, (i + 1) * TAGS_AT_ONCE),
  );
  const lost = new Map<string, number>();
  const answers = await atMost(DESCRIBES_AT_ONCE, batches, async (batch) => {
    const answer = await attempt('elasticloadbalancing:DescribeTags', () => reader.tags(batch), undefined);
    called();
    if ('value' in answer) return [...answer.value];
    const why = messageOf(answer.failed);
    lost.set(why, (lost.get(why) ?? 0) + batch.length);
    return [];
  });
  for (const [why, count] of lost) problems.push(`The tags of ${plural(count, 'target group')} are not known: ${why}`);
  return new Map(answers.flat());
}

/** Attributes by ARN of load balancer, one call each. */
export function readLoadBalancerAttributes(
  reader: Reader,
  balancers: readonly ElbResource[],
  told: Told,
): Promise<ReadonlyMap<string, Attributes>> {
  return eachOf(balancers, told, {
    action: 'elasticloadbalancing:DescribeLoadBalancerAttributes',
    lost: (name) => `The idle timeout of ${name} is not known`,
    read: (arn) => reader.loadBalancerAttributes(arn),
  });
}

/** Attributes by ARN of target group, one call each: the costliest of what is described. */
export function readTargetGroupAttributes(
  reader: Reader,
  groups: readonly ElbResource[],
  told: Told,
): Promise<ReadonlyMap<string, Attributes>> {
  return eachOf(groups, told, {
    action: 'elasticloadbalancing:DescribeTargetGroupAttributes',
    lost: (name) => `The attributes of ${name} are not known`,
    read: (arn) => reader.targetGroupAttributes(arn),
  });
}

/**
 * Rules that forward somewhere by ARN of load balancer: one call, and one for each listener.
 *
 * @param listeners told how many listeners each has, as soon as it is known
 */
export function readListenerRules(
  reader: Reader,
  balancers: readonly ElbResource[],
  told: Told,
  listeners: (count: number) => void,
): Promise<ReadonlyMap<string, readonly ListenerRuleRow[]>> {
  return eachOf(balancers, told, {
    action: 'elasticloadbalancing:DescribeRules',
    lost: (name) => `The listener rules of ${name} are not known`,
    read: (arn) => {
      return reader.listenerRules(arn, undefined, (count) => {
        listeners(count);
        // Beside the one that is counted in the end.
        told.called(count);
      });
    },
  });
}

async function eachOf<T>(
  resources: readonly ElbResource[],
  { problems, called }: Told,
  question: {
    readonly action: string;
    readonly lost: (name: string) => string;
    readonly read: (arn: string) => Promise<T>;
  },
): Promise<ReadonlyMap<string, T>> {
  const { action, lost, read } = question;
  const answers = await atMost(DESCRIBES_AT_ONCE, resources, async ({ arn, name }) => {
    const answer = await attempt(action, () => read(arn), undefined);
    called();
    if ('value' in answer) return [[arn, answer.value] as const];
    problems.push(`${lost(name)}: ${messageOf(answer.failed)}`);
    return [];
  });
  return new Map(answers.flat());
}

/** Nobody signed for any of the calls: that is no answer, but a thing to put right. */
export function messageOf(failed: ReadFailedError): string {
  if (failed instanceof CredentialsFailedError) throw failed;
  return failed.message;
}
