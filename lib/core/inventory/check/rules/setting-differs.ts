import { trim } from '../../../units.ts';
import { checkedGroups, placeOf, unknownGroups } from '../groups.ts';
import { liveSettings } from '../live-settings.ts';
import { type CheckRule, notJudged } from '../rule.ts';

/**
 * Warning: alarms and lint go by a setting of the config that the account has otherwise. Error for the load balancer: with
 * another one in their dimensions alarms see nothing.
 */
export const settingDiffers: CheckRule = {
  id: 'setting-differs',
  severity: 'warning',
  *check(facts) {
    for (const group of checkedGroups(facts)) {
      const live = liveSettings(group, facts);
      for (const { environment, target } of group.targets) {
        const subject = `${environment.name}/${target.name}`;
        const one = { ...group, targets: [{ environment, target }] };
        if (!group.loadBalancers.some(({ arn }) => arn === target.loadBalancer.arn)) {
          const [first] = group.loadBalancers;
          yield {
            subject,
            ...placeOf(one, 'loadBalancer'),
            message: `the config has load balancer ${target.loadBalancer.name} in front of it, the account ${first?.name}: its alarms read metrics that nobody writes`,
            advice: `set loadBalancer to ${first?.arn}`,
            severity: 'error',
          };
        }
        for (const [key, declared, actual, unread] of pairs(target, live)) {
          if (declared === undefined) continue;
          if (actual === undefined) {
            if (unread !== undefined) yield notJudged(subject, `${key} is not known: ${unread}`);
          } else if (declared !== actual) {
            yield {
              subject,
              ...placeOf(one, key.split('.')[0]),
              message: `${key} is ${shown(declared)} in the config and ${shown(actual)} in the account`,
              advice: `set ${key} to ${shown(actual)}, or change the account`,
            };
          }
        }
      }
    }
    if (facts.environments.some(({ targets }) => targets.length > 0)) yield* unknownGroups(facts);
  },
};

type Row = readonly [
  key: string,
  declared: number | string | undefined,
  actual: number | string | undefined,
  unread?: string,
];

function pairs(
  target: Parameters<typeof liveSettings>[0]['targets'][number]['target'],
  live: ReturnType<typeof liveSettings>,
): Row[] {
  const { healthCheck: said = {} } = target;
  const { healthCheck: is = {} } = live;
  return [
    ['idleTimeout', target.idleTimeoutSeconds, live.idleTimeoutSeconds, live.unread.idleTimeout],
    [
      'deregistrationDelay',
      target.deregistrationDelaySeconds,
      live.deregistrationDelaySeconds,
      live.unread.deregistrationDelay,
    ],
    ['healthCheck.interval', said.intervalSeconds, is.intervalSeconds],
    ['healthCheck.unhealthyThreshold', said.unhealthyThreshold, is.unhealthyThreshold],
    ['healthCheck.codes', said.codes, is.codes],
  ];
}

/** Seconds, counts and codes: the unit is the key's. */
function shown(value: number | string): string {
  return typeof value === 'number' ? trim(value) : value;
}
