import { parseArn } from '../../config/arns.ts';
import { DEFAULTS } from '../../config/defaults.ts';
import type { AccountReader } from '../../inventory/account.ts';
import type { TargetGroupFigures } from '../figures.ts';
import { mergeHistograms } from '../histogram.ts';
import type { TriageSettings } from '../settings.ts';
import { judge } from '../triage.ts';
import type { EvidenceItem, Verdict } from '../verdict.ts';
import { plural } from '../words.ts';
import { accessLogsCommand } from './access-logs-command.ts';
import { healthOf, refusedEvidence, rulesEvidence } from './elb-evidence.ts';
import { figuresFromMetrics, type MetricFigures } from './figures-from-metrics.ts';
import type { LiveQuestion, LiveTriage } from './live.ts';
import { findLoadBalancer, type LoadBalancerFound } from './load-balancer.ts';
import { planQueries } from './plan-queries.ts';
import { type Attempt, attempt, remedyFor } from './reads.ts';

const MINUTE = 60;
/** Target health is of the present: it speaks for a window that ended less than so many seconds ago. */
const HEALTH_SPEAKS_FOR = 900;
/**
 * Judges a target group from CloudWatch and Elastic Load Balancing: one GetMetricData call, and what explains it beside it,
 * all at the same time. A read that fails costs its own evidence, and is named in the verdict's limits; without figures the
 * verdict is `no-data`, and says why.
 *
 * @throws RangeError for a window without a whole minute that is over
 */
export async function triageLive(reader: AccountReader, question: LiveQuestion): Promise<LiveTriage> {
  const { targetGroup, signal, now } = question;
  const window = {
    start: question.window.start,
    end: Math.min(question.window.end, MINUTE * Math.floor(now / MINUTE)),
  };
  if (!(window.start < window.end)) throw new RangeError('the window has no minute that is over');
  const told: TriageSettings = {
    ...question.settings,
    objectiveSeconds: question.settings?.objectiveSeconds ?? DEFAULTS.objective,
    slowSharePercent: question.settings?.slowSharePercent ?? DEFAULTS.slowShare,
  };
  const [health, { found, metrics, attributes, rules }] = await Promise.all([
    attempt('elasticloadbalancing:DescribeTargetHealth', () => reader.targetHealth(targetGroup.arn, signal), signal),
    readOfLoadBalancer(reader, question, window, told),
  ]);

  const missing: string[] = [];
  if ('others' in found && found.others > 0) {
    missing.push(
      `${plural(found.others, 'other load balancer')} forwards here, too; only ${found.fullName} was looked at.`,
    );
  }
  const keep = <T>(read: Attempt<T> | undefined, lost: string): T | undefined => {
    if (!read) return undefined;
    if ('value' in read) return read.value;
    missing.push(`${lost}: ${read.failed.message}`);
    return undefined;
  };
  const attributeValues = keep(attributes, 'The idle timeout and the place of the access logs are not known');
  const gone = 'failed' in health && health.failed.failure === 'not-found';
  const rows = keep(health, 'The reasons for unhealthy targets are not known');
  const ruleRows = keep(rules, 'Which listener rules lead here is not known')?.filter(({ targetGroupArns }) =>
    targetGroupArns.includes(targetGroup.arn),
  );

  const idle = Number(attributeValues?.get('idle_timeout.timeout_seconds'));
  const settings = told.idleTimeoutSeconds === undefined && idle > 0 ? { ...told, idleTimeoutSeconds: idle } : told;
  const allMissing = [...(metrics.figures.missing ?? []), ...missing];
  const speaks = rows && now - window.end <= HEALTH_SPEAKS_FOR;
  const figures: TargetGroupFigures = {
    ...metrics.figures,
    ...(speaks && { health: healthOf(rows) }),
    ...(allMissing.length > 0 && { missing: allMissing }),
  };
  const { verdict, hold } = judge(figures, settings);
  const place = 'unread' in found ? undefined : found.fullName;
  const command =
    attributeValues && place !== undefined ? logsCommand(question, place, attributeValues, figures) : undefined;
  return {
    verdict: withMore(
      gone ? ofNoTargetGroup(verdict) : verdict,
      [...rulesEvidence(ruleRows), ...refusedEvidence(metrics.elb503)],
      command,
    ),
    figures,
    histogram: mergeHistograms(figures.minutes.map((minute) => minute.histogram)),
    settings,
    ...(hold && { hold }),
    ...(rows && { health: rows }),
    ...(ruleRows && { rules: ruleRows }),
    ...(attributeValues && { attributes: attributeValues }),
    missing: allMissing,
  };
}

/** What has to wait for the load balancer's name where nobody told it. */
async function readOfLoadBalancer(
  reader: AccountReader,
  question: LiveQuestion,
  window: { readonly start: number; readonly end: number },
  settings: TriageSettings,
) {
  const found = await findLoadBalancer(reader, question);
  const [metrics, attributes, rules] = await Promise.all([
    readFigures(reader, question, window, found, settings),
    'unread' in found ? undefined : readAttributes(reader, found.arn, question.signal),
    'unread' in found ? undefined : readRules(reader, found.arn, question.signal),
  ]);
  return { found, metrics, attributes, rules };
}

async function readFigures(
  reader: AccountReader,
  { targetGroup, now, baselineSeconds, signal }: LiveQuestion,
  window: { readonly start: number; readonly end: number },
  found: LoadBalancerFound,
  settings: TriageSettings,
): Promise<MetricFigures> {
  const base = { targetGroup: targetGroup.fullName, source: 'metrics', window, minutes: [] } as const;
  if ('unread' in found) {
    const { unread } = found;
    return { figures: { ...base, loadBalancer: 'not known', missing: [unread.reason], unread }, elb503: 0 };
  }
  const { fullName: loadBalancer } = found;
  const plan = planQueries({ targetGroup: targetGroup.fullName, loadBalancer, window, now, baselineSeconds, settings });
  if (plan.start >= window.end) {
    const reason = 'CloudWatch keeps minutes for 15 days, and the window is older.';
    const unread = { reason, nextStep: 'Triage the access logs of that time: holdband triage --access-logs PATH.' };
    return { figures: { ...base, loadBalancer, unread }, elb503: 0 };
  }
  const { queries, start, end } = plan;
  const answer = await attempt(
    'cloudwatch:GetMetricData',
    () => reader.metrics({ queries, start, end }, signal),
    signal,
  );
  if ('failed' in answer) {
    const unread = { reason: answer.failed.message, nextStep: remedyFor(answer.failed) };
    return { figures: { ...base, loadBalancer, missing: [`No metrics: ${answer.failed.message}`], unread }, elb503: 0 };
  }
  return figuresFromMetrics(plan, answer.value, { targetGroup: targetGroup.fullName, loadBalancer, window, now });
}

function readAttributes(reader: AccountReader, arn: string, signal: AbortSignal | undefined) {
  const action = 'elasticloadbalancing:DescribeLoadBalancerAttributes';
  return attempt(action, () => reader.loadBalancerAttributes(arn, signal), signal);
}

function readRules(reader: AccountReader, arn: string, signal: AbortSignal | undefined) {
  return attempt('elasticloadbalancing:DescribeRules', () => reader.listenerRules(arn, signal), signal);
}

function logsCommand(
  { targetGroup }: LiveQuestion,
  loadBalancer: string,
  attributes: ReadonlyMap<string, string>,
  { window }: TargetGroupFigures,
): string | undefined {
  const arn = parseArn(targetGroup.arn);
  return arn && accessLogsCommand(attributes, { account: arn.account, region: arn.region, loadBalancer }, window);
}

/** Alarms outlive what they watch: silence of a target group that was deleted is no outage. */
function ofNoTargetGroup(verdict: Verdict): Verdict {
  const text = 'There is no such target group: it was deleted, or is elsewhere. Alarms and metrics outlive it.';
  const evidence = [{ id: 'no-target-group', text, value: 0, unit: 'target groups' }, ...verdict.evidence];
  if (verdict.verdict !== 'no-data') return { ...verdict, evidence };
  const step = 'See which target group took its place, and delete or move the alarms on this one.';
  return { ...verdict, evidence, nextSteps: [step, ...verdict.nextSteps] };
}

/** Verdicts that only routes explain further. */
const ASKS_FOR_ROUTES = new Set<string>(['slow-requests', 'idle-long-polls-and-slow-requests', 'not-separable']);

function withMore(verdict: Verdict, evidence: readonly EvidenceItem[], command: string | undefined): Verdict {
  const more = { ...verdict, evidence: [...verdict.evidence, ...evidence] };
  if (command === undefined || ![verdict.verdict, ...verdict.also].some((id) => ASKS_FOR_ROUTES.has(id))) return more;
  const step = command.startsWith('aws s3 cp')
    ? `Copy the access logs of the window: ${command}`
    : `Access logs are off, so nobody can tell which route was slow. Turn them on for the next time: ${command}`;
  const steps = [...verdict.nextSteps];
  const uses = steps.findIndex((text) => text.includes('access logs'));
  steps.splice(uses < 0 ? steps.length : uses, 0, step);
  return { ...more, nextSteps: steps };
}
