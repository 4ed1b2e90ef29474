import type { CallingAlarm, RenderedAnswer } from '../../../lambda/runbook/answer.ts';
import { dop833Day } from '../../../lib/core/traffic/dop833.ts';
import { figuresOf } from '../../../lib/core/traffic/figures.ts';
import { mergeHistograms } from '../../../lib/core/triage/histogram.ts';
import type { LiveTriage } from '../../../lib/core/triage/live/live.ts';
import { headline, triage } from '../../../lib/core/triage/triage.ts';
import type { Verdict } from '../../../lib/core/triage/verdict.ts';

const START = Date.UTC(2026, 10, 16) / 1000;
const END = START + 86_100;
const day = dop833Day({ seed: 1, day: START });

function liveOf(requests: typeof day.fleet, name: string, loadBalancer: string): LiveTriage {
  const figures = figuresOf(requests, {
    targetGroup: `targetgroup/${name}/0123456789abcdef`,
    loadBalancer: `app/${loadBalancer}/fedcba9876543210`,
    window: { start: END - 10_800, end: END, provisionalFrom: END - 180 },
    source: 'metrics',
  });
  const settings = { objectiveSeconds: 0.8, slowSharePercent: 5, idleTimeoutSeconds: 300 };
  return {
    verdict: triage(figures, settings),
    figures,
    histogram: mergeHistograms(figures.minutes.map(({ histogram }) => histogram)),
    settings,
    missing: [],
  };
}

/** Fleet Server on the evening of DOP-833: idle long polls. */
export const FLEET = liveOf(day.fleet, 'fleet-server', 'fleet');
/** Elasticsearch in the same three hours: half an hour of genuine slowness. */
export const ELASTICSEARCH = liveOf(day.elasticsearch, 'elasticsearch', 'search');

export const ALARM: CallingAlarm = {
  name: 'holdband-prod-elasticsearch-page',
  arn: 'arn:aws:cloudwatch:us-east-2:111122223333:alarm:holdband-prod-elasticsearch-page',
  state: 'ALARM',
  since: '2026-11-16T23:22:12.301+0000',
  reason: 'arn:aws:cloudwatch:us-east-2:111122223333:alarm:holdband-prod-elasticsearch-slow-5m transitioned to ALARM',
  ours: true,
  described: false,
  openChildren: [
    { name: 'holdband-prod-elasticsearch-slow-1m', state: 'ALARM', since: '2026-11-16T23:19:03.000Z' },
    { name: 'holdband-prod-elasticsearch-slow-5m', state: 'ALARM', since: '2026-11-16T23:22:11.000Z' },
    { name: 'holdband-prod-elasticsearch-target-errors', state: 'INSUFFICIENT_DATA' },
  ],
};

/** An answer over target groups; the calling alarm's unless said otherwise. */
export function rendered(live: readonly LiveTriage[], more: Partial<RenderedAnswer['answer']> = {}): RenderedAnswer {
  return {
    answer: {
      schema: 1,
      message: 'verdict',
      id: '0123456789abcdef',
      environment: 'prod',
      trigger: 'composite',
      alarm: ALARM,
      results: live.map(({ verdict }) => ({ headline: headline(verdict), verdict })),
      problems: [],
      ...more,
    },
    live,
  };
}

/** The same answer with one text everywhere that an account's texts, names and tags can stand. */
export function withText(text: string): RenderedAnswer {
  const verdict: Verdict = {
    ...ELASTICSEARCH.verdict,
    targetGroup: `targetgroup/${text}/0123456789abcdef`,
    loadBalancer: `app/${text}/fedcba9876543210`,
    evidence: [{ id: 'listener-rules', text, value: 1, unit: 'rules' }],
    nextSteps: [text, `Look at GET ${text} first.`],
    limits: [text],
    hold: { source: 'config', name: text, ceilingSeconds: 300, spreadSeconds: -30 },
  };
  const alarm = { name: text, arn: text, state: text, since: text, reason: text, ours: false, described: false };
  return rendered([{ ...ELASTICSEARCH, verdict, missing: [text] }], {
    ...{ id: text, environment: text, problems: [text] },
    alarm: { ...alarm, openChildren: [{ name: text, state: 'ALARM', since: text }] },
    results: [{ headline: text, verdict }],
  });
}
