import type { AccountInventory, AccountReader, TargetGroupDescription } from '../../../lib/core/inventory/account.ts';
import { discover } from '../../../lib/core/inventory/discover.ts';
import type { Environment } from '../../../lib/core/targets.ts';
import { answer, binOf, everyMinute, fakeReader, LOAD_BALANCER } from '../triage/live/_reader.ts';
import { HOUR } from '../triage/scenarios.ts';

const ELB = 'arn:aws:elasticloadbalancing:us-east-2:111122223333';

export const arnOf = (name: string) => `${ELB}:targetgroup/${name}/943f017f100becff`;

export const group = (name: string, more: Partial<TargetGroupDescription> = {}): TargetGroupDescription => ({
  arn: arnOf(name),
  name,
  loadBalancerArns: [LOAD_BALANCER.arn],
  healthCheck: {},
  protocol: 'HTTP',
  ...more,
});

type Reader = AccountReader & AccountInventory;

/** An account with these target groups, every one with ten fast requests a minute. */
export function accountOf(groups: readonly TargetGroupDescription[], changes: Partial<Reader> = {}): Reader {
  return {
    ...fakeReader(),
    metrics: async (request) =>
      answer(request, {
        requests: everyMinute(10),
        [binOf(request, 0.03)]: everyMinute(10),
        seconds: everyMinute(0.3),
      }),
    loadBalancers: async () => ({ items: [{ arn: LOAD_BALANCER.arn, name: 'edge', type: 'application' }] }),
    targetGroups: async () => ({ items: groups }),
    tags: async (arns) => new Map(arns.map((arn) => [arn, { owner: 'a-team' }])),
    ...changes,
  };
}

/** Discovers it at the end of the hour. */
export function discovered(reader: Reader, environments: readonly Environment[] = []) {
  return discover(reader, { region: 'us-east-2', now: HOUR.end, windowSeconds: 3600, environments });
}
