import { applyRules, type RuledFindings } from '../../config/rules.ts';
import { FINDING_SEVERITIES, type FindingSeverity, type Settings } from '../../config/schema.ts';
import { compareText } from '../../order.ts';
import { declareParts, isOn } from '../../registry.ts';
import { plural } from '../../triage/words.ts';
import type { CheckFacts } from './facts.ts';
import { LIVE_LINT, liveLint } from './live-lint.ts';
import type { CheckRule, Complaint, Judgement, Unjudged } from './rule.ts';
import { CHECK_RULES, NOT_JUDGED } from './rules.ts';

declareParts('check', [...CHECK_RULES.map(({ id }) => id), LIVE_LINT]);

/** The lint rules together: no rule of its own, so that `rules:` sets each of them and not all. */
export const LINT: CheckRule = { id: LIVE_LINT, severity: 'error', check: liveLint };

/** What a rule found, as it weighs by the config. */
export interface CheckFinding extends Complaint {
  readonly rule: string;
  readonly severity: FindingSeverity;
}

/** What a rule could not judge. */
export interface NotJudged extends Unjudged {
  readonly rule: string;
}

/** What a check of one account and Region says. */
export interface Checked {
  /** The heaviest first, then in the order of the rules, then by subject. */
  readonly findings: readonly CheckFinding[];
  readonly notJudged: readonly NotJudged[];
  /** Settings of rules whose last day has passed. */
  readonly expired: RuledFindings<CheckFinding>['expired'];
}

/** How findings are weighed. */
export interface CheckSettings {
  /** `rules` of the config. @default - every rule as it is */
  readonly rules?: Settings['rules'];
  /** ISO date in UTC. */
  readonly today: string;
}

/** Asks every rule, and weighs what it says by the config. */
export function check(facts: CheckFacts, { rules, today }: CheckSettings): Checked {
  const judged = [...CHECK_RULES, LINT].flatMap((rule) =>
    judgementsOf(rule, facts).map((judgement) => ({ rule, judgement })),
  );
  const weighed = (found: readonly CheckFinding[]) => applyRules(found, rules, today);
  const only = facts.environments.length === 1 ? facts.environments[0]?.name : undefined;
  const inForce = weighed([...CHECK_RULES, LINT].map(({ id, severity }) => ({ ...NOTHING, rule: id, severity })));
  const known = new Set(inForce.findings.map(({ rule }) => rule));
  const open = [
    ...elsewhere(facts),
    // A rule that is off is not missed.
    ...judged.flatMap(({ rule, judgement }) =>
      'notJudged' in judgement && known.has(rule.id) ? [{ rule: rule.id, ...judgement.notJudged }] : [],
    ),
  ];
  const found = [
    ...judged.flatMap(({ rule, judgement }) => findingOf(rule, judgement, only)),
    ...summaryOf(open, facts),
  ];
  const { findings, expired } = weighed(found);
  return { findings: findings.toSorted(heaviestFirst), notJudged: open, expired };
}

/** What one rule says; nothing while it is switched off for a mutation run. */
export function judgementsOf(rule: CheckRule, facts: CheckFacts): Judgement[] {
  return isOn('check', rule.id) ? [...rule.check(facts)] : [];
}

const NOTHING = { subject: '', message: '', advice: '' };

/** That something could not be judged is a finding, too, so that a job can be let fail on it. */
function summaryOf(open: readonly NotJudged[], { region }: CheckFacts): CheckFinding[] {
  if (open.length === 0) return [];
  const rules = new Set(open.map(({ rule }) => rule)).size;
  return [
    {
      rule: NOT_JUDGED,
      severity: 'info',
      subject: region,
      message: `${plural(rules, 'rule')} could not be judged, for ${plural(open.length, 'subject')}: of them nobody can say that all is well`,
      advice: 'see what is not judged, and why; docs/iam.md has the calls that have to be allowed',
    },
  ];
}

function findingOf({ id, severity }: CheckRule, judgement: Judgement, only: string | undefined): CheckFinding[] {
  if ('notJudged' in judgement) return [];
  return [{ rule: id, severity, ...(only !== undefined && { environment: only }), ...judgement }];
}

/** What stands for every rule where nothing of an environment could be judged. */
export const EVERY_RULE = '*';

/** Environments of which nothing could be judged, and why. */
export function elsewhere({ elsewhere: others, account }: CheckFacts): NotJudged[] {
  return others.map(({ name, account: own }) => ({
    rule: EVERY_RULE,
    subject: name,
    reason:
      account === undefined
        ? `it is account ${own}, and nothing that could be listed says which one the credentials are of`
        : `it is account ${own}, and the credentials are of ${account}`,
  }));
}

const ORDER = new Map(CHECK_RULES.map(({ id }, index) => [id, index]));

function heaviestFirst(a: CheckFinding, b: CheckFinding): number {
  const place = ({ rule }: CheckFinding) => ORDER.get(rule) ?? CHECK_RULES.length;
  return (
    FINDING_SEVERITIES.indexOf(a.severity) - FINDING_SEVERITIES.indexOf(b.severity) ||
    place(a) - place(b) ||
    compareText(a.rule, b.rule) ||
    compareText(a.subject, b.subject)
  );
}
