import type { DiffReport, ReportedChange } from '../../../core/diff/model.ts';
import { countDiff } from './counts.ts';
import { formerIdentity, type Identity, identityOf, plainJson } from './values.ts';

/**
 * What `holdband diff --json` prints; `schema` counts up when a field changes its meaning or goes. A value that a template
 * leaves open is its expression as text; a side that has no such property lacks `before` or `after`. See docs/diff.md.
 */
export function diffJson(report: DiffReport): string {
  const { base, head, cost, changes, findings, notes } = report;
  return `${JSON.stringify(
    {
      schema: 1,
      base,
      head,
      summary: summaryOf(report),
      cost: { before: cost.before, after: cost.after },
      changes: changes.map(changeJson),
      findings: findings.map(({ rule, severity, alarm, message }) => ({ rule, severity, alarm, message })),
      notes,
      ...(report.history && { history: report.history }),
    },
    null,
    2,
  )}\n`;
}

function summaryOf(report: DiffReport) {
  const { directions, kinds, severities, lostCover } = countDiff(report);
  return { alarms: report.alarms, ...directions, lostCover, ...kinds, findings: severities };
}

function changeJson(change: ReportedChange) {
  const { kind, direction, properties, consequence, follows, history } = change;
  const former = formerIdentity(change);
  return {
    ...named(identityOf(change)),
    kind,
    direction,
    ...(former && { from: named(former) }),
    properties: properties.map(({ name, before, after }) => ({
      name,
      ...(before !== undefined && { before: plainJson(before) }),
      ...(after !== undefined && { after: plainJson(after) }),
    })),
    consequence,
    ...(follows && { follows: follows.map(({ before, after }) => ({ before, after })) }),
    ...(history && { history }),
  };
}

function named({ stack, logicalId, name }: Identity) {
  return { stack, logicalId, name: name ?? null };
}
