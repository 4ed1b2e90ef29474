import type { HoldProfile, ReleaseLaw } from '../../lib/core/holds/profile.ts';
import { GUARD_IDS, type Level, type Target } from '../../lib/core/targets.ts';
import { HOLDS, type Point } from './point.ts';
import { jitterOf } from './polls.ts';

/** The hold of a point, as a config would have it. */
export function profileOf({ hold, law }: Pick<Point, 'hold' | 'law'>): HoldProfile {
  return {
    name: 'custom',
    ceilingSeconds: hold,
    spreadSeconds: -jitterOf({ hold, law }) || 0,
    releaseLaw: law,
    cancels: false,
    routes: [],
  };
}

/** Name of the target that stands for a point: points of one hold and law share their alarms. */
export function targetNameOf({ polls, hold, law }: Pick<Point, 'polls' | 'hold' | 'law'>): string {
  return polls === 0 ? REQUESTS : `h${hold}-${law}`;
}

/** Name of the target without long polls; its alarms are the oracle's, too. */
export const REQUESTS = 'requests';

/** One target for every hold and law, and one without long polls, as the config reader would give them. */
export function targets(environment: string, level: Level): Target[] {
  const laws: readonly ReleaseLaw[] = ['broadcast', 'message-driven'];
  const holding = laws.flatMap((law) => HOLDS.map((hold) => ({ polls: 1, hold, law })));
  return [
    target(environment, level, REQUESTS),
    ...holding.map((held) => target(environment, level, targetNameOf(held), profileOf(held))),
  ];
}

function target(environment: string, level: Level, name: string, hold?: HoldProfile): Target {
  const place = 'arn:aws:elasticloadbalancing:us-east-2:111122223333';
  const id = '50dc6c495c0c9188';
  const resource = (kind: string, fullName: string) => ({ arn: `${place}:${kind}`, fullName, name });
  return {
    name,
    environment,
    loadBalancer: resource(`loadbalancer/app/${name}/${id}`, `app/${name}/${id}`),
    targetGroup: resource(`targetgroup/${name}/${id}`, `targetgroup/${name}/${id}`),
    traffic: hold ? 'mixed' : 'requests',
    objectiveSeconds: 0.8,
    slowSharePercent: 5,
    level,
    estimate: 'survivor',
    countForm: 'TC',
    paging: true,
    ...(hold && { hold }),
    guards: Object.fromEntries(GUARD_IDS.map((guard) => [guard, { on: false }])) as unknown as Target['guards'],
  };
}
