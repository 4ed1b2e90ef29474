import { describeHold } from '../holds/profile.ts';
import { printBound } from '../statistics/edges.ts';
import type { ElbResource, Target } from '../targets.ts';
import { deployedLength, LIMITS } from './limits.ts';

/** Where the alarms live, which decides the console's host, and where their graphs are. */
export interface Place {
  /** @default - that of the target group's or load balancer's ARN */
  readonly region?: string;
  /** `aws`, `aws-cn`, `aws-us-gov`, … @default - that of the ARN */
  readonly partition?: string;
  /** Name of the dashboard, or false where there is none. @default - `holdband-<environment>` */
  readonly dashboard?: string | false;
}

/** A description before it is put together; the order is the one a tired person reads in. */
export interface DescriptionParts {
  /** One sentence: what is wrong. */
  readonly what: string;
  /** Where to look, one line. @default - there is no dashboard */
  readonly dashboard?: string;
  /** What is left out and why, and the edges as deployed: sentences, the most important first. */
  readonly notes: readonly string[];
  /** Environment and name of the target in the config, for the command to run. */
  readonly target: Pick<Target, 'environment' | 'name'>;
  /** The machine-readable last line. */
  readonly marker: string;
}

/** Asks AWS about the target, and so works at once, whatever became of the access logs. Both names are kebab-case. */
function command({ environment, name }: DescriptionParts['target']): string {
  return `holdband triage --environment ${environment} --target ${name} --last 1h`;
}

/**
 * Hosts of the consoles, by partition. The isolated partitions are not listed: their hosts are not public, so there the
 * dashboard is named instead of linked.
 */
const CONSOLE_HOSTS: Readonly<Record<string, string>> = {
  aws: 'console.aws.amazon.com',
  'aws-cn': 'console.amazonaws.cn',
  'aws-us-gov': 'console.amazonaws-us-gov.com',
  'aws-eusc': 'console.amazonaws-eusc.eu',
};

const ELB_ARN = /^arn:(aws[a-z-]*):elasticloadbalancing:([a-z]{2,}(?:-[a-z]+)+-\d+):/;

/** Region and partition of an ARN, or `undefined` where it is not known yet (a CDK token). */
export function placeOf(resource: ElbResource): Place | undefined {
  const match = ELB_ARN.exec(resource.arn);
  return match ? { partition: match[1] as string, region: match[2] as string } : undefined;
}

/** The dashboard as a link, or by name where no link can be made; `undefined` where there is none. */
export function dashboardLine(environment: string, place: Place = {}): string | undefined {
  const { region, partition, dashboard = `holdband-${environment}` } = place;
  if (dashboard === false) return undefined;
  const host = partition === undefined ? undefined : CONSOLE_HOSTS[partition];
  if (!host || region === undefined) return `CloudWatch dashboard ${dashboard}`;
  return `https://${region}.${host}/cloudwatch/home?region=${region}#dashboards/dashboard/${dashboard}`;
}

/**
 * Puts a description together within CloudWatch's 1,024 characters. Too long, it loses whole notes from the end and says
 * so; never characters, which could cut a token that CDK fills in at deployment.
 */
export function describe({ what, dashboard, notes, target, marker }: DescriptionParts): string {
  const head = dashboard === undefined ? [what] : [what, dashboard];
  for (let kept = notes.length; kept > 0; kept--) {
    const dropped = notes.length - kept;
    const more = dropped === 0 ? [] : [`(and ${dropped} more, see the stack's output)`];
    const text = [...head, ...notes.slice(0, kept), ...more, command(target), marker].join('\n');
    if (deployedLength(text) <= LIMITS.descriptionCharacters) return text;
  }
  return [...head, command(target), marker].join('\n');
}

/** Which responses are long polls and so are not judged by their length. */
export function holdNote({ traffic, hold }: Target): string[] {
  if (!hold || traffic === 'requests') return [];
  return [
    `Left out: idle long polls (${hold.name}), which end after ${describeHold(hold)}: they are meant to be slow.`,
  ];
}

/** What was asked for and what was deployed: bounds are moved to edges of CloudWatch's storage bins. */
export function objectiveNote(asked: number, deployed: number): string {
  return asked === deployed
    ? `Objective: ${printBound(asked)} s.`
    : `Objective: asked ${printBound(asked)} s, deployed ${printBound(deployed)} s, the next edge CloudWatch counts exactly at.`;
}

/** `in 3 of 5 minutes`, `in 2 of 2 periods of 5 min`, `over 15 min`. */
export function windowText(periodSeconds: number, datapointsToAlarm: number, evaluationPeriods: number): string {
  const minutes = periodSeconds / 60;
  if (evaluationPeriods === 1) return `over ${minutes} min`;
  const of = `${datapointsToAlarm} of ${evaluationPeriods}`;
  return minutes === 1 ? `in ${of} minutes` : `in ${of} periods of ${minutes} min`;
}
