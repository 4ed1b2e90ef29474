import type { ListenerRuleRow, TargetHealthRow } from '../../inventory/account.ts';
import type { HealthFigures } from '../figures.ts';
import type { EvidenceItem } from '../verdict.ts';
import { figure } from '../words.ts';

/** Rules that a sentence names. */
const NAMED_RULES = 3;
/** Longer conditions are cut: a rule may have five of 128 characters. */
const LONGEST_CONDITION = 100;

/** Draining, initial and unused targets are neither healthy nor unhealthy, as in the metrics. */
export function healthOf(rows: readonly TargetHealthRow[]): HealthFigures {
  const unhealthy = rows.filter(({ state }) => state === 'unhealthy');
  const reasons = new Map<string, number>();
  for (const { reason } of unhealthy) if (reason !== undefined) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  return {
    healthyHosts: rows.filter(({ state }) => state === 'healthy').length,
    unhealthyHosts: unhealthy.length,
    ...(reasons.size > 0 && { reasons: Object.fromEntries(reasons) }),
  };
}

/** As near as metrics come to a route: what the load balancer sends here, whatever of it was slow. */
export function rulesEvidence(rules: readonly ListenerRuleRow[] | undefined): EvidenceItem[] {
  if (!rules) return [];
  const named = rules.slice(0, NAMED_RULES).map(({ conditions, listenerPort }) => {
    const all = conditions.length > 0 ? conditions.join(' and ') : 'what no other rule takes';
    const what = all.length > LONGEST_CONDITION ? `${all.slice(0, LONGEST_CONDITION)}…` : all;
    return listenerPort === undefined ? what : `${what} (port ${listenerPort})`;
  });
  const more = rules.length > named.length ? `; and ${figure(rules.length - named.length)} more` : '';
  const text =
    rules.length === 0
      ? 'No listener rule sends requests here.'
      : `Listener rules send here: ${named.join('; ')}${more}. What of it was slow, metrics do not tell.`;
  return [{ id: 'listener-rules', text, value: rules.length, unit: 'rules' }];
}

/** Without a target to choose the load balancer answers 503 and counts the request for no target group. */
export function refusedEvidence(elb503: number): EvidenceItem[] {
  if (elb503 < 0.5) return [];
  const text = `The load balancer answered ${figure(elb503)} requests with 503, of this target group or another: there was no target to send them to.`;
  return [{ id: 'load-balancer-503', text, value: elb503, unit: 'requests' }];
}
