import type { ActionOutcome, PageTestResult } from '../../core/inventory/page-test.ts';
import type { Style } from '../context.ts';
import { plainTable } from '../table.ts';
import { clipped, plain } from './plain.ts';

/** A page test and whose it was. */
export interface TestedPage {
  readonly target: string;
  readonly environment: string;
  readonly result: PageTestResult;
}

const MARKS: { readonly [outcome in ActionOutcome['outcome']]: keyof Style } = {
  succeeded: 'green',
  failed: 'red',
  'not-seen': 'yellow',
};
const LONGEST_DETAIL = 200;

/** What `holdband test-page` prints: one line an action, then what to make of it. */
export function pageTestReport({ target, environment, result }: TestedPage, style: Style): string {
  const { child, composite, outcomes, compositeInAlarm, seconds, leftInAlarm } = result;
  const rows = outcomes.map(({ action, outcome, detail }) => [
    style[MARKS[outcome]](outcome),
    plain(action),
    outcome === 'failed' ? clipped(plain(detail ?? ''), LONGEST_DETAIL) : '',
  ]);
  const composed = compositeInAlarm
    ? `${plain(composite)} went to ALARM`
    : `${plain(composite)} was not seen to go to ALARM`;
  const back = leftInAlarm ? `${plain(child)} was not set back.` : `${plain(child)} is set back.`;
  const advice = outcomes.some(({ outcome }) => outcome === 'not-seen') ? [adviceFor(result)] : [];
  const head = `${style.bold(plain(target))} in ${plain(environment)}: ${composed}; looked for ${seconds} s. ${back}`;
  return `${[head, '', plainTable(['outcome', 'action', ''], rows), ...advice].join('\n')}\n`;
}

function adviceFor({ compositeInAlarm }: PageTestResult): string {
  return compositeInAlarm
    ? '\nThe composite went to ALARM and its history says nothing of an action: it may be suppressed or muted, or --wait was short.'
    : '\nThe composite did not follow its alarm: see its rule, or try a longer --wait.';
}

/** What `holdband test-page --json` prints; `schema` counts up when a field changes its meaning or goes. */
export function pageTestJson({ target, environment, result }: TestedPage) {
  const { composite, child, compositeInAlarm, outcomes, seconds, interrupted, leftInAlarm } = result;
  return {
    schema: 1,
    target,
    environment,
    composite,
    child,
    compositeInAlarm,
    actions: outcomes,
    seconds,
    interrupted,
    setBack: leftInAlarm === undefined,
  };
}
