import { describe, expect, it } from 'vitest';
import { checkJson, checkReport, costNote, type RegionCheck } from '../../../lib/cli/reporters/check.ts';
import { readConfig } from '../../../lib/core/config/config.ts';
import { planCalls } from '../../../lib/core/inventory/plan-calls.ts';
import { alarm, discovery, facts, found } from '../../core/inventory/check/_facts.ts';

const same = (text: string) => text;
const style = { bold: same, dim: same, red: same, yellow: same, green: same, cyan: same };
const FINDING = {
  rule: 'alarm-on-nothing',
  severity: 'error',
  subject: 'old',
  message: 'is about nothing',
  advice: 'delete it',
} as const;
const checked = (changes: Partial<RegionCheck> = {}): RegionCheck => ({
  facts: facts({ alarms: { value: [alarm('latency')] } }),
  findings: [],
  notJudged: [],
  expired: [],
  problems: [],
  ...changes,
});
const report = (changes: Partial<RegionCheck> = {}, columns = 100) =>
  checkReport([checked(changes)], { style, columns });

describe('the report of a check', () => {
  it('shows how much is watched', () => {
    expect(report()).toMatch(
      /^account 111122223333, us-east-2\n\n {2}latency watched {2}█{24} {2}1 of 1 target group\n/,
    );
    expect(report()).toMatch(/health guarded {3}░{24} {2}0 of 1 target group\n/);
  });

  it('says that all is well only where everything was looked at', () => {
    const open = { rule: 'no-guard', subject: 'orders', reason: 'denied' };

    expect(report()).toMatch(/All is as it should be\.$/);
    expect(report({ notJudged: [open] })).toMatch(/Nothing found, and 1 rule could not be judged\.$/);
    expect(report({ problems: ['A read failed.'] })).toMatch(/Nothing found, but not everything could be read\.$/);
  });

  it('says an advice once for all that need it', () => {
    const text = report({ findings: [FINDING, { ...FINDING, subject: 'older' }] });

    expect(text.match(/> delete it/g)).toHaveLength(1);
    expect(text).toMatch(/error +alarm-on-nothing +2 +old, older\n/);
    expect(text).toMatch(/2 errors, 0 warnings, 0 to know\.$/);
  });

  it('obeys no text of the account', () => {
    const evil = 'a\u001b[2J\u202eb\nc';
    const text = report({
      findings: [{ ...FINDING, subject: evil, message: evil, advice: evil, command: `aws x '${evil}'` }],
      notJudged: [{ rule: 'no-guard', subject: evil, reason: evil }],
      problems: [evil],
    });

    for (const trick of ['\u001b', '\u202e']) expect(text).not.toContain(trick);
    expect(text).toContain('\\u001b[2J\\u202eb');
  });

  it('wraps sentences to the terminal', () => {
    const long = { ...FINDING, message: 'word '.repeat(40).trim() };
    const lines = report({ findings: [long] }, 60).split('\n');

    expect(Math.max(...lines.filter((line) => line.includes('word')).map(({ length }) => length))).toBeLessThanOrEqual(
      60,
    );
  });

  it('cuts what does not fit into the table', () => {
    const text = report({ findings: [{ ...FINDING, subject: 'x'.repeat(200) }] }, 80);
    const [row = ''] = text.split('\n').filter((line) => line.includes('error') && line.includes('xxx'));

    expect(row.length).toBeLessThanOrEqual(80);
    expect(row).toMatch(/…$/);
  });

  it('shows ten problems, and how many more there are', () => {
    const problems = Array.from({ length: 12 }, (_, i) => `Read ${i} failed.`);

    expect(report({ problems })).toContain('… and 2 more; --json has them all');
  });
});

describe('check --json', () => {
  const config = readConfig(
    `version: 1
environments:
  prod:
    account: "111122223333"
    region: us-east-2
    targets:
      - name: orders
        loadBalancer: arn:aws:elasticloadbalancing:us-east-2:111122223333:loadbalancer/app/edge/50dc6c495c0c9188
        targetGroup: arn:aws:elasticloadbalancing:us-east-2:111122223333:targetgroup/orders/943f017f100becff
        traffic: requests
        idleTimeout: 60s
`,
    'holdband.yaml',
  );

  it('has every field, and the place in the config where there is one', () => {
    const target = { environment: 'prod', name: 'orders', key: 'idleTimeout' };
    const one = { ...FINDING, environment: 'prod', target, alarm: 'old', command: 'aws x' };
    const json = checkJson([checked({ findings: [one, FINDING], problems: ['A read failed.'] })], {
      config,
      unasked: ['eu-west-1 could not be checked.'],
    });

    expect(json).toEqual({
      schema: 1,
      environments: [{ name: null, account: '111122223333', region: 'us-east-2' }],
      findings: [
        {
          rule: 'alarm-on-nothing',
          severity: 'error',
          environment: 'prod',
          subject: 'old',
          where: 'holdband.yaml:11:22',
          alarm: 'old',
          message: 'is about nothing',
          advice: 'delete it',
          command: 'aws x',
        },
        { ...FINDING, environment: null },
      ],
      notJudged: [],
      problems: ['A read failed.', 'eu-west-1 could not be checked.'],
      counts: { error: 2, warning: 0, info: 0 },
      cost: { metrics: 0, dollars: 0, pricesAsOf: '2026-11' },
    });
  });
});

describe('what a check cost', () => {
  /** Checked in one Region, with so many metrics read. */
  const paidFor = (count: number) => {
    const plan = planCalls({ loadBalancers: 1, targetGroups: 1, metrics: [{ count, points: 180 }] });
    return checked({ facts: facts({ discovery: { value: discovery([found('orders')], { plan }) } }) });
  };

  it('is summed up over Regions', () => {
    const { cost } = checkJson([paidFor(2000), paidFor(3000)], { config: undefined, unasked: [] });

    expect(cost).toMatchObject({ metrics: 5000, dollars: 0.05 });
  });

  it('is said with what it makes in a month, where it is more than a few cents', () => {
    expect(costNote([paidFor(4999)])).toBeUndefined();
    expect(costNote([paidFor(37_043)])).toBe(
      '37,043 metrics were read for $0.37 (list prices of 2026-11): $270 a month if once an hour, $11 if once a day',
    );
  });
});
