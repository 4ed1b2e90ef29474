// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is how Fn::Sub is written.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alarmsOfAnswer } from '../../../lib/core/diff/alarm-records.ts';
import { compareAlarms } from '../../../lib/core/diff/compare.ts';
import { matchAlarms } from '../../../lib/core/diff/match.ts';
import type { AlarmRecord, Pair, Side } from '../../../lib/core/diff/model.ts';
import { sideOf, templateOf } from './_sides.ts';

type Settings = Readonly<Record<string, unknown>>;

const alarms = (settings: Readonly<Record<string, Settings>>, stack?: string): Side =>
  sideOf(templateOf(settings), stack === undefined ? {} : { stack });

/** `kind before > after: property before > after` */
function words({ kind, before, after }: Pair): string {
  const place = (alarm?: AlarmRecord) => alarm && `${alarm.stack && `${alarm.stack}/`}${alarm.logicalId}`;
  const changes = before && after ? compareAlarms(before, after) : [];
  const shown = changes.map((change) => `, ${change.name} ${change.before} > ${change.after}`).join('');
  return `${kind} ${[place(before), place(after)].filter((text) => text !== undefined).join(' > ')}${shown}`;
}
const diff = (base: Side, head: Side) => matchAlarms(base, head).map(words);

describe('pairs of alarms', () => {
  it('are those with the same logical id, and only where something differs', () => {
    const base = alarms({ A: { Threshold: 1 }, B: { Threshold: 2, MetricName: 'x' } });
    const head = alarms({ B: { Threshold: 2, MetricName: 'x' }, A: { Threshold: 5 } });

    expect(diff(base, head)).toEqual(['changed A > A, Threshold 1 > 5']);
  });

  it('keep their numbers when the logical id is another', () => {
    expect(diff(alarms({ Old: { Threshold: 1 } }), alarms({ New: { Threshold: 5 } }))).toEqual([
      'renamed Old > New, Threshold 1 > 5',
    ]);
  });

  it('are found by the name of the alarm, whatever it looks at', () => {
    const base = alarms({ Old: { AlarmName: 'slow', MetricName: 'a', Threshold: 1 } });
    const head = alarms({ New: { AlarmName: 'slow', MetricName: 'b', Threshold: 2 } });

    expect(diff(base, head)).toEqual(['renamed Old > New, MetricName a > b, Threshold 1 > 2']);
  });

  it('say that the name of an alarm changed', () => {
    expect(diff(alarms({ A: { AlarmName: 'slow' } }), alarms({ A: { AlarmName: 'slower' } }))).toEqual([
      'renamed A > A, AlarmName slow > slower',
    ]);
  });

  it('say that an alarm moved to another stack, without counting that as a change of it', () => {
    const base = alarms({ A: { Threshold: 1 } }, 'one');

    expect(diff(base, alarms({ A: { Threshold: 1 } }, 'two'))).toEqual(['moved one/A > two/A']);
    expect(diff(base, alarms({ A: { Threshold: 1, MetricName: 'b' } }, 'two'))).toEqual([
      'moved one/A > two/A, MetricName TargetResponseTime > b',
    ]);
  });

  it('are no moves where one side names no stacks', () => {
    expect(diff(alarms({ A: { Threshold: 1 } }), alarms({ A: { Threshold: 2 } }, 'shop'))).toEqual([
      'changed A > shop/A, Threshold 1 > 2',
    ]);
  });

  it('take the nearest settings where several alarms look at the same', () => {
    const base = alarms({ Low: { Threshold: 1 }, High: { Threshold: 10 } });
    const head = alarms({ Page: { Threshold: 12 }, Ticket: { Threshold: 1 }, Third: { Threshold: 500 } });

    expect(diff(base, head)).toEqual(['renamed High > Page, Threshold 10 > 12', 'added Third', 'renamed Low > Ticket']);
  });

  it('leave alone what came and what went', () => {
    const base = alarms({ A: { MetricName: 'a' } });
    const head = alarms({ B: { MetricName: 'b' } });

    expect(matchAlarms(base, head)).toEqual([
      { kind: 'removed', before: base.alarms[0] },
      { kind: 'added', after: head.alarms[0] },
    ]);
  });

  it('find in an account the alarms of a template by their names, made-up ones too', () => {
    const settings = { Namespace: 'AWS/ApplicationELB', MetricName: 'x', Threshold: 1 };
    const metricAlarms = [
      { ...settings, AlarmName: 'named', StateValue: 'OK' },
      { ...settings, AlarmName: 'shop-Generated-1A2B3C4D5E6F', StateValue: 'OK' },
    ];
    const account: Side = {
      label: 'deployed',
      alarms: alarmsOfAnswer({ MetricAlarms: metricAlarms }) ?? [],
      notes: [],
    };
    const resource = (properties: Settings) => ({
      Type: 'AWS::CloudWatch::Alarm',
      Properties: { ...settings, ...properties },
    });
    const template = {
      Resources: { Named: resource({ AlarmName: 'named', Threshold: 3 }), Generated: resource({ Threshold: 2 }) },
    };

    expect(diff(account, sideOf(template, { stack: 'shop' }))).toEqual([
      'changed shop-Generated-1A2B3C4D5E6F > shop/Generated, Threshold 1 > 2',
      'changed named > shop/Named, Threshold 1 > 3',
    ]);
  });

  it('are found among thousands that look at the same, each once', () => {
    const many = (prefix: string, add: number) =>
      alarms(Object.fromEntries(Array.from({ length: 1_000 }, (_, i) => [`${prefix}${i}`, { Threshold: i + add }])));
    const pairs = matchAlarms(many('a', 0), many('b', 0.5));

    expect(pairs).toHaveLength(1_000);
    expect(pairs.every(({ kind, before, after }) => kind === 'renamed' && before && after)).toBe(true);
  });
});

describe('laws of pairing', () => {
  const settings = fc.record(
    {
      AlarmName: fc.constantFrom('slow', 'slower', { 'Fn::Sub': '${X}' }),
      MetricName: fc.constantFrom('a', 'b'),
      Threshold: fc.constantFrom(1, 2, { Ref: 'Open' }),
      AlarmActions: fc.subarray(['x', 'y']),
    },
    { requiredKeys: [] },
  );
  const template = fc.dictionary(fc.constantFrom('A', 'B', 'C', 'D', 'E', 'F'), settings, { maxKeys: 6 });
  const stack = fc.constantFrom('', 'one', 'two');
  const side = fc
    .tuple(template, stack, template, stack)
    .map(([first, a, second, b]) => [alarms(first, a), ...(a === b ? [] : [alarms(second, b)])])
    .map((sides): Side => ({ label: '', alarms: sides.flatMap((each) => each.alarms), notes: [] }));

  it('finds nothing between a side and itself, in any order', () => {
    fc.assert(
      fc.property(side, (base) => {
        expect(diff(base, { ...base, alarms: base.alarms.toReversed() })).toEqual([]);
      }),
    );
  });

  it('finds the same pairs the other way round, with added and removed exchanged', () => {
    const back: Readonly<Record<string, string>> = { added: 'removed', removed: 'added' };
    const keyOf = (kind: string, a?: AlarmRecord, b?: AlarmRecord) =>
      JSON.stringify([kind, a?.stack, a?.logicalId, b?.stack, b?.logicalId]);
    fc.assert(
      fc.property(side, side, (base, head) => {
        const there = matchAlarms(base, head).map(({ kind, before, after }) => keyOf(kind, before, after));
        const again = matchAlarms(head, base).map(({ kind, before, after }) =>
          keyOf(back[kind] ?? kind, after, before),
        );
        expect(again.toSorted()).toEqual(there.toSorted());
      }),
    );
  });

  it('uses every alarm at most once and loses none that has no partner', () => {
    fc.assert(
      fc.property(side, side, (base, head) => {
        const pairs = matchAlarms(base, head);
        const used = (list: (AlarmRecord | undefined)[]) => list.filter((alarm) => alarm !== undefined);
        const [before, after] = [used(pairs.map((pair) => pair.before)), used(pairs.map((pair) => pair.after))];
        expect(new Set(before).size).toBe(before.length);
        expect(new Set(after).size).toBe(after.length);
        // What is in no pair is the same on both sides.
        expect(base.alarms.length - before.length).toBe(head.alarms.length - after.length);
      }),
    );
  });

  it('takes any two values for templates', () => {
    const nearly = fc.record({
      Resources: fc.dictionary(
        fc.string(),
        fc.record({
          Type: fc.constant('AWS::CloudWatch::Alarm'),
          Properties: fc.jsonValue(),
          Condition: fc.jsonValue(),
        }),
      ),
    });
    const any = fc.oneof(fc.jsonValue(), nearly);
    fc.assert(
      fc.property(any, any, (one, other) => {
        const [base, head] = [sideOf(one), sideOf(other)];
        expect(
          matchAlarms(base, head)
            .map(words)
            .every((line) => line.length > 0),
        ).toBe(true);
        expect(matchAlarms(base, base)).toEqual([]);
      }),
    );
  });
});
