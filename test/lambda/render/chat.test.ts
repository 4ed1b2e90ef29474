import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CHAT_LIMITS, type ChatMessage, chatMessage } from '../../../lambda/runbook/render/chat.ts';
import { hostileText } from './_hostile.ts';
import { ALARM, ELASTICSEARCH, FLEET, rendered, withText } from './_rendered.ts';

const COMMAND =
  "aws s3 cp --recursive s3://logs/AWSLogs/111122223333/elasticloadbalancing/us-east-2/2026/11/16/ access-logs --region us-east-2 --exclude '*' --include '*_app.search.fedcba9876543210_20261116T23??Z_*'";

function withSteps(...nextSteps: string[]) {
  const live = { ...ELASTICSEARCH, verdict: { ...ELASTICSEARCH.verdict, nextSteps } };
  return chatMessage(rendered([live]));
}

/** Texts of a message that a reader sees. */
function textsOf({ content, metadata }: ChatMessage): string[] {
  const { title, description, nextSteps, keywords } = content;
  return [
    title,
    ...description.split('\n'),
    ...nextSteps,
    ...keywords,
    metadata.summary,
    ...Object.values(metadata.additionalContext),
  ];
}

describe('a chat message', () => {
  const message = chatMessage(rendered([FLEET, ELASTICSEARCH], { problems: ['Tags could not be read.'] }));

  it('has the shape of a custom notification', () => {
    expect(message).toMatchObject({
      version: '1.0',
      source: 'custom',
      id: '0123456789abcdef',
      content: { textType: 'client-markdown' },
      metadata: { eventType: 'LatencyVerdict', enableCustomActions: true, relatedResources: [ALARM.arn] },
    });
  });

  it('begins with what somebody must get up for, whatever the order of the answer', () => {
    expect(message.content.title).toBe('🔴 slow requests: elasticsearch, and 1 more');
    const { description } = message.content;
    expect(description.indexOf('*slow requests*')).toBeLessThan(description.indexOf('*idle long polls*'));
  });

  it('tells alarm, since when, confidence, evidence, provisional minutes, open alarms and what is not known', () => {
    const { description } = message.content;
    for (const part of [
      'Alarm holdband-prod-elasticsearch-page is in ALARM since 2026-11-16 23:22 UTC.',
      'confidence high; get up',
      'between 23:15 UTC and 23:46 UTC',
      'Minutes from 23:52 UTC on are provisional',
      'holdband-prod-elasticsearch-slow-5m (ALARM)',
      'Not known: Tags could not be read.',
      'Limits: Metrics know no routes',
    ]) {
      expect(description).toContain(part);
    }
  });

  it('says of each next step whose it is where there are several target groups, the first steps first', () => {
    const whose = message.content.nextSteps.map((step) => step.split(':')[0]);
    expect(whose.slice(0, 3)).toEqual(['elasticsearch', 'fleet-server', 'elasticsearch']);
    expect(chatMessage(rendered([FLEET])).content.nextSteps[0]).not.toContain('fleet-server:');
  });

  it('is in one thread with the retry of its event, and in another than the next page', () => {
    const threadOf = (since: string) =>
      chatMessage(rendered([FLEET], { alarm: { ...ALARM, since } })).metadata.threadId;
    expect(threadOf(ALARM.since)).toBe(message.metadata.threadId);
    expect(threadOf('2026-11-17T00:00:00.000+0000')).not.toBe(message.metadata.threadId);
    expect(message.metadata.threadId).toMatch(
      /^arn:aws:cloudwatch:.*:alarm:holdband-prod-elasticsearch-page\/2026-11-16T23:22:12/,
    );
  });

  it('names what is open on a target group, each alarm once, without the one that called', () => {
    const { answer, live } = rendered([ELASTICSEARCH], { alarm: { ...ALARM, openChildren: [] } });
    const openAlarms = ['a', 'b', 'a', ALARM.name].map((name) => ({ name, state: 'ALARM' as const }));
    const results = answer.results.map((result) => ({ ...result, openAlarms }));
    const { description } = chatMessage({ answer: { ...answer, results }, live }).content;
    expect(description).toContain('\nOpen alarms: a (ALARM), b (ALARM)\n');
  });

  it('says so where there is no verdict', () => {
    const { content, metadata } = chatMessage(rendered([], { problems: ['No target group was found.'] }));
    expect(content.title).toContain('No verdict for holdband-prod-elasticsearch-page');
    expect(content.description).toContain('Not known: No target group was found.');
    expect(metadata.summary).toBe('No verdict.');
  });

  it('carries a command whole, to be copied', () => {
    const lead = 'Copy the access logs of the window: ';
    expect(withSteps(`${lead}${COMMAND}`).content.nextSteps).toEqual([`${lead}\`${COMMAND}\``]);
  });

  it('carries no half of a command', () => {
    const long = `Copy the access logs of the window: ${Array.from({ length: 9 }, () => COMMAND).join(' && ')}`;
    expect(withSteps(long).content.nextSteps).toEqual([
      'Copy the access logs of the window: the command stands in the log of the runbook.',
    ]);
  });

  it('lets a command with a character of its own be text only', () => {
    const [step] = withSteps('Copy the access logs of the window: aws s3 cp `x` <!channel>').content.nextSteps;
    expect(step).toBe('Copy the access logs of the window: aws s3 cp ˋxˋ ‹!channel›');
  });

  it('gives each of many target groups its share and counts the rest', () => {
    const many = Array.from({ length: 12 }, () => ELASTICSEARCH);
    const { description, nextSteps } = chatMessage(rendered(many)).content;
    expect(description.split('*slow requests*')).toHaveLength(CHAT_LIMITS.groups + 1);
    expect(description.split('Genuine slowness')).toHaveLength(CHAT_LIMITS.groups + 1);
    expect(description).toContain('7 more target groups');
    expect(nextSteps.length).toBeLessThanOrEqual(CHAT_LIMITS.nextSteps);
  });

  it('holds nothing that a chat client acts on, whatever stands in names, reasons and tags', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const own = /^(?:[🔴🟡🟢] |\*[a-z -]+\*)/u;
        for (const line of textsOf(chatMessage(withText(text)))) {
          const rest = line.replace(own, '');
          expect(rest).not.toMatch(/[<>@*~`[\]|#\\\r\u202a-\u202e\u2066-\u2069]/);
          expect(rest).not.toMatch(/\p{L}:\S|\/\/\S+[\p{L}]\.\p{L}/u);
        }
      }),
    );
  });

  it('has as many lines with hostile names as with harmless ones', () => {
    const lines = (text: string) => chatMessage(withText(text)).content.description.split('\n').length;
    fc.assert(
      fc.property(
        hostileText.filter((text) => text.length < 40),
        (text) => {
          expect(lines(text)).toBe(lines('x'));
        },
      ),
    );
  });

  it('stays within its limits, however long names and lists are', () => {
    fc.assert(
      fc.property(hostileText, fc.integer({ min: 1, max: 2_000 }), (text, times) => {
        const { id, content, metadata } = chatMessage(withText(text.repeat(times).slice(0, 20_000)));
        expect(id.length).toBeLessThanOrEqual(CHAT_LIMITS.id);
        expect(content.title.length).toBeLessThanOrEqual(CHAT_LIMITS.title);
        expect(content.description.length).toBeLessThanOrEqual(CHAT_LIMITS.description);
        for (const step of content.nextSteps) expect(step.length).toBeLessThanOrEqual(CHAT_LIMITS.nextStep);
        expect(metadata.threadId.length).toBeLessThanOrEqual(CHAT_LIMITS.threadId);
        expect(metadata.summary.length).toBeLessThanOrEqual(CHAT_LIMITS.summary);
        expect(JSON.stringify(chatMessage(withText(text))).length).toBeLessThan(16 * 1024);
      }),
      { numRuns: 50 },
    );
  });
});
