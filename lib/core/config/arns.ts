import type { ElbResource } from '../targets.ts';

/** The parts of an ARN, as text. */
export interface Arn {
  readonly partition: string;
  readonly service: string;
  readonly region: string;
  readonly account: string;
  readonly resource: string;
}

/** Region syntax of every partition: `us-east-2`, `ap-southeast-1`, `us-gov-west-1`, `eusc-de-east-1`, `us-isob-east-1`. */
export const REGION = /^[a-z]{2,4}(-[a-z]+)+-\d{1,2}$/;

/**
 * Partitions by how their Regions begin; everything else is `aws`.
 * Source: the partitions file of the AWS SDKs (botocore, `partitions.json`).
 */
const PARTITION_BY_REGION: readonly (readonly [RegExp, string])[] = [
  [/^cn-/, 'aws-cn'],
  [/^us-gov-/, 'aws-us-gov'],
  [/^eusc-/, 'aws-eusc'],
  [/^us-iso-/, 'aws-iso'],
  [/^us-isob-/, 'aws-iso-b'],
  [/^eu-isoe-/, 'aws-iso-e'],
  [/^us-isof-/, 'aws-iso-f'],
];

/** Partition a Region belongs to. */
export function partitionOf(region: string): string {
  return PARTITION_BY_REGION.find(([form]) => form.test(region))?.[1] ?? 'aws';
}

/** Splits an ARN of any partition, or `undefined` where the text is none. */
export function parseArn(text: string): Arn | undefined {
  const match = /^arn:(aws(?:-[a-z]+)*):([a-z0-9-]+):([a-z0-9-]*):(\d{12}|):(.+)$/.exec(text);
  if (!match) return undefined;
  const [, partition, service, region, account, resource] = match as unknown as [string, ...string[]];
  return { partition, service, region, account, resource } as Arn;
}

/** The accounts that ARNs name, each once, in their order. */
export function accountsOf(arns: readonly string[]): string[] {
  return [...new Set(arns.flatMap((arn) => parseArn(arn)?.account ?? []))];
}

/** An ARN that was understood, or a noun phrase saying what it is instead. */
export type ElbArn = (Arn & { readonly elb: ElbResource }) | { readonly refused: string };

/** Reads the ARN of an Application Load Balancer. */
export function loadBalancerArn(text: string): ElbArn {
  const arn = parseArn(text);
  if (arn?.service !== 'elasticloadbalancing') return { refused: 'not the ARN of a load balancer' };
  const { resource } = arn;
  if (/^loadbalancer\/net\//.test(resource)) {
    return { refused: 'a Network Load Balancer: it forwards connections and measures no response times' };
  }
  if (/^loadbalancer\/gwy\//.test(resource)) {
    return { refused: 'a Gateway Load Balancer: it forwards packets and measures no response times' };
  }
  if (/^targetgroup\//.test(resource)) return { refused: 'a target group' };
  if (/^listener(-rule)?\//.test(resource)) return { refused: 'a listener' };
  const match = /^loadbalancer\/(app\/([A-Za-z0-9-]{1,32})\/[0-9a-f]{16})$/.exec(resource);
  if (match) return { ...arn, elb: { arn: text, fullName: match[1] as string, name: match[2] as string } };
  if (/^loadbalancer\/[A-Za-z0-9-]+$/.test(resource)) {
    return { refused: 'a Classic Load Balancer: it has no target groups' };
  }
  return { refused: 'not the ARN of a load balancer' };
}

/** Reads the ARN of a target group. */
export function targetGroupArn(text: string): ElbArn {
  const arn = parseArn(text);
  if (arn?.service === 'elasticloadbalancing' && arn.resource.startsWith('loadbalancer/')) {
    return { refused: 'a load balancer' };
  }
  const match = /^targetgroup\/([A-Za-z0-9-]{1,32})\/[0-9a-f]{16}$/.exec(arn?.resource ?? '');
  if (arn?.service !== 'elasticloadbalancing' || !match) return { refused: 'not the ARN of a target group' };
  return { ...arn, elb: { arn: text, fullName: arn.resource, name: match[1] as string } };
}
