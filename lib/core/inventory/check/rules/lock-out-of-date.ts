import type { FindingSeverity } from '../../../config/schema.ts';
import { asClause } from '../../../sentence.ts';
import { type LockFindingKind, lockFindings } from '../../lock-findings.ts';
import { listedGroups, resolveMatches } from '../../resolve-matches.ts';
import { type CheckFacts, type ConfiguredLock, known, whyNot } from '../facts.ts';
import { type CheckRule, type Judgement, notJudged } from '../rule.ts';

/** What weighs less than alarms on the wrong target group, or on none. */
const LIGHTER: { readonly [kind in LockFindingKind]?: FindingSeverity } = {
  'stale-entry': 'info',
  'not-placed': 'warning',
  'stacks-changed': 'warning',
  'move-unfinished': 'warning',
  'move-not-ended': 'info',
};
/** What `discover --write` does not mend. */
const OF_PLACES: ReadonlySet<LockFindingKind> = new Set(['stacks-changed', 'move-unfinished', 'move-not-ended']);
const WRITE = "run 'holdband discover --write', and check the lock in";
const PLACE = "run 'holdband place', and check the lock in";

/** Error: the lock has another target group than `match` finds now, or none, so that alarms watch what is no more. */
export const lockOutOfDate: CheckRule = {
  id: 'lock-out-of-date',
  severity: 'error',
  *check(facts) {
    for (const { name } of facts.environments) {
      const own = facts.locks.get(name);
      if (own) yield* ofEnvironment(name, own, facts);
    }
  },
};

function* ofEnvironment(
  environment: string,
  { settings, locked }: ConfiguredLock,
  facts: CheckFacts,
): Generator<Judgement> {
  const about = (target: string | undefined, key: string) => ({
    subject: target === undefined ? environment : `${environment}/${target}`,
    environment,
    ...(target !== undefined && { target: { environment, name: target, key } }),
  });
  for (const { kind, target, message } of lockFindings(settings, locked)) {
    const severity = LIGHTER[kind];
    yield {
      ...about(target, 'match'),
      message: asClause(message),
      advice: OF_PLACES.has(kind) ? PLACE : WRITE,
      ...(severity && { severity }),
    };
  }
  const matching = settings.targets.filter(({ match }) => match);
  if (matching.length === 0) return;
  const discovery = known(facts.discovery);
  if (!discovery) {
    for (const { name } of matching) {
      yield notJudged(`${environment}/${name}`, `the target groups are not known: ${whyNot(facts.discovery)}`);
    }
    return;
  }
  const { resolved, problems } = resolveMatches(settings, listedGroups(discovery));
  for (const { target, kind, message } of problems) {
    if (kind === 'unread') yield notJudged(`${environment}/${target}`, asClause(message));
    else yield { ...about(target, 'match'), message: asClause(message), advice: ADVICE[kind] };
  }
  for (const [target, { targetGroup, loadBalancer }] of Object.entries(resolved)) {
    const entry = locked?.targets[target];
    if (!entry?.targetGroup) continue; // said above
    const changed = [
      entry.targetGroup !== targetGroup && `target group ${entry.targetGroup}, match finds ${targetGroup}`,
      entry.loadBalancer !== loadBalancer && `load balancer ${entry.loadBalancer}, in front of it is ${loadBalancer}`,
    ].filter((text) => text !== false);
    if (changed.length === 0) continue;
    yield {
      ...about(target, 'match'),
      message: `the lock has ${changed.join('; and ')}: its alarms watch what gets no requests`,
      advice: `${WRITE}, then deploy`,
    };
  }
}

const ADVICE = {
  'no-match': "take the target out of the config, or see 'holdband discover' for what took its place",
  'two-matches': 'add a tag or a narrower name to match',
  'no-load-balancer': 'see whether a listener rule is missing; nothing reaches it',
  taken: 'take one of the two targets out of the config',
} as const;
