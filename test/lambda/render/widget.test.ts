import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { describeWidget, errorHtml, type WidgetContext, widgetHtml } from '../../../lambda/runbook/render/widget.ts';
import { bandRows } from '../../../lib/core/triage/band-rows.ts';
import { hostileText } from './_hostile.ts';
import { ELASTICSEARCH, FLEET, rendered, withText } from './_rendered.ts';

const TAG = /<(\/?[a-z][a-z0-9-]*)((?: [a-zA-Z][a-zA-Z0-9-]*(?:="[^"<]*")?)*)\s*\/?>/g;

/** Elements with the names of their attributes, in order. Text must hold no `<`, as what renders it writes it; an empty attribute stands without its value. */
function skeleton(html: string): string[] {
  expect(html.replace(TAG, '')).not.toContain('<');
  return [...html.matchAll(TAG)].map(([, name, attributes = '']) =>
    [
      name,
      ...[...attributes.matchAll(/ ([a-zA-Z][a-zA-Z0-9-]*)(?:="[^"<]*")?/g)].map(([, attribute]) => attribute),
    ].join(' '),
  );
}

function textOf(html: string): string {
  return html
    .replace(/<style>.*?<\/style>/, '')
    .replace(TAG, ' ')
    .replaceAll('&quot;', '"')
    .replace(/\s+/g, ' ');
}

const both = rendered([FLEET, ELASTICSEARCH], { problems: ['Tags could not be read.'] });

describe('the widget', () => {
  const text = textOf(widgetHtml(both, {}));

  it('says verdict, urgency, confidence and the sentence of each target group, the urgent one first', () => {
    const order = [
      'slow requests',
      'Get up',
      'confidence high',
      'Genuine slowness:',
      'idle long polls',
      'Nothing to do',
    ];
    const places = order.map((part) => text.indexOf(part));
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(places[0]).toBeGreaterThanOrEqual(0);
  });

  it('says since when, why, what next, what is not known and which minutes are provisional', () => {
    for (const part of [
      'holdband-prod-elasticsearch-page is in ALARM since 2026-11-16 23:22 UTC',
      '2026-11-16 20:55 to 23:55 UTC',
      'Minutes from 23:52 UTC on are provisional',
      'Tags could not be read.',
      ...ELASTICSEARCH.verdict.evidence.map((item) => item.text),
      ...ELASTICSEARCH.verdict.nextSteps,
      ...FLEET.verdict.limits,
    ]) {
      expect(text).toContain(part);
    }
  });

  it('lists the open alarms with state and time', () => {
    expect(text).toContain('holdband-prod-elasticsearch-slow-5m ALARM 2026-11-16 23:22 UTC');
    expect(text).toContain('holdband-prod-elasticsearch-target-errors INSUFFICIENT DATA not known');
  });

  it('names an alarm that is not of holdband as such', () => {
    const { alarm } = withText('generic').answer;
    expect(textOf(widgetHtml(rendered([FLEET], { ...(alarm && { alarm }) }), {}))).toContain(
      'It is not an alarm of holdband.',
    );
    expect(text).not.toContain('It is not an alarm of holdband.');
  });

  it('draws a bar for each row with requests, names each band once, and says the same in words', () => {
    const html = widgetHtml(rendered([FLEET]), {});
    const rows = bandRows(FLEET.histogram, FLEET.verdict);
    const bands = [...new Set(rows.map(({ band }) => band))];
    expect(html.split('class="holdband-bar"')).toHaveLength(rows.filter(({ count }) => count > 0).length + 1);
    expect([...html.matchAll(/class="holdband-band[^>]*>([^<]*)</g)].map(([, name]) => name)).toEqual(bands);
    expect(bands.at(-1)).toBe('hold band, 270 s to 300 s');
    const [, label] = /<svg [^>]*aria-label="([^"]*)"/.exec(html) ?? [];
    expect(label).toContain('hold band, 270 s to 300 s: 189 requests');
    expect(html).toContain(`<title>${label}</title>`);
  });

  it('says so where no request was answered, and where there is no target group', () => {
    const silent = { ...FLEET, histogram: { edges: [0, 1], counts: [0] } };
    expect(textOf(widgetHtml(rendered([silent]), {}))).toContain('No request was answered.');
    expect(textOf(widgetHtml(rendered([]), {}))).toContain('No verdict: the target group could not be found out.');
  });

  it('has nothing that CloudWatch takes away or that loads anything', () => {
    for (const html of [widgetHtml(both, {}), errorHtml('x')]) {
      expect(html).not.toMatch(/<(?:script|iframe|use|link|img|object|embed|form)\b|\son\w+=|https?:|url\(|@import/i);
    }
  });

  it('has the colours of the theme, light where none is told', () => {
    const classOf = (context: WidgetContext) => /^<div class="([a-z-]+) /.exec(widgetHtml(both, context))?.[1];
    expect(classOf({ theme: 'dark' })).toBe('holdband-dark');
    expect(classOf({ theme: 'light' })).toBe('holdband-light');
    expect(classOf({})).toBe('holdband-light');
    expect(classOf({ theme: '"><b>' as 'dark' })).toBe('holdband-light');
  });

  it.each([Number.NaN, 0, -5, Number.POSITIVE_INFINITY, '9"' as unknown as number])(
    'draws at its usual width where the dashboard says %s',
    (width) => {
      expect(widgetHtml(both, { width })).toBe(widgetHtml(both, {}));
    },
  );

  it('has no element and no attribute that is not there with harmless names', () => {
    const harmless = skeleton(widgetHtml(withText('x'), {}));
    const message = skeleton(errorHtml('x'));
    fc.assert(
      fc.property(hostileText, (hostile) => {
        expect(skeleton(widgetHtml(withText(hostile), {}))).toEqual(harmless);
        expect(skeleton(errorHtml(hostile))).toEqual(message);
      }),
    );
  });
});

describe('the documentation of the widget', () => {
  it('begins its parameters with a block of YAML that names a target group', () => {
    const [, yaml = ''] = /```yaml\n([\s\S]*?)```/.exec(describeWidget()) ?? [];
    expect(parse(yaml)).toEqual({ targetGroup: expect.stringMatching(/^targetgroup\/[a-z]+\/[0-9a-f]{16}$/) });
  });
});
