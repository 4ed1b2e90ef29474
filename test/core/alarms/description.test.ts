import { describe, expect, it } from 'vitest';
import { dashboardLine, describe as describeAlarm, placeOf, windowText } from '../../../lib/core/alarms/description.ts';
import { planTarget } from '../../../lib/core/alarms/plan.ts';
import { FLEET, FLEET_LOAD_BALANCER, FLEET_SERVER } from './_targets.ts';

const MARKER = 'holdband:1 lb=app/x/1';
const NAMED = { target: { environment: 'prod', name: 'x' }, marker: MARKER };

describe('a description', () => {
  const lines = planTarget(FLEET_SERVER).alarms[0]?.description.split('\n') ?? [];

  it('says first, in one sentence, what is wrong', () => {
    expect(lines[0]).toBe(
      'fleet-server is slow: more than 5 % of its requests that are not long polls took longer than 0.826 s, in 3 of 5 minutes.',
    );
  });

  it('then links the dashboard', () => {
    expect(lines[1]).toBe(
      'https://us-east-2.console.aws.amazon.com/cloudwatch/home?region=us-east-2#dashboards/dashboard/holdband-prod',
    );
  });

  it('then says what is left out and why, with the edges as deployed', () => {
    expect(lines.slice(2, 5)).toEqual([
      'Left out: idle long polls (elastic-fleet), which end after 270 to 300 s: they are meant to be slow.',
      'Objective: asked 0.8 s, deployed 0.826446281 s, the next edge CloudWatch counts exactly at.',
      'Counted: (0.826446281 s, 9.8497326758 s], less the early releases expected there, read from (45.2592555682 s, 228.7615623902 s].',
    ]);
  });

  it('ends with the command and the marker', () => {
    expect(lines.at(-2)).toBe('holdband triage --environment prod --target fleet-server --last 1h');
    expect(lines.at(-1)).toMatch(
      /^holdband:1 tg=targetgroup\/\S+ lb=app\/\S+ hold=300-30 slow=0\.826446281:9\.8497326758 share=5$/,
    );
  });

  it('of the composite names what pages, what is left out, and why, once for each reason', () => {
    const { composite } = planTarget({ ...FLEET_SERVER, clients: undefined });

    expect(composite?.description).toContain(
      'one of slow-1m, slow-5m, near-10m, low-5m, wide-5m, hang, no-healthy-target is in ALARM',
    );
    expect(composite?.description).toContain('Left out: holds-stopped, poll-storm: clients is not given');
  });

  it('names a hold without spread by its ceiling, and an objective on an edge as it is', () => {
    const target = {
      ...FLEET_SERVER,
      objectiveSeconds: 1,
      hold: { ...FLEET, spreadSeconds: 0 },
      idleTimeoutSeconds: 600,
    };
    const text = planTarget(target).alarms[0]?.description;

    expect(text).toContain('which end after 300 s');
    expect(text).toContain('Objective: 1 s.');
  });
});

describe('describe', () => {
  const note = (letter: string) => letter.repeat(400);

  it('drops whole notes from the end when it grows too long, and says so', () => {
    const text = describeAlarm({
      what: 'x is slow.',
      dashboard: 'CloudWatch dashboard d',
      notes: [note('a'), note('b'), note('c')],
      ...NAMED,
    });

    expect(text.length).toBeLessThanOrEqual(1024);
    expect(text.split('\n')).toEqual([
      'x is slow.',
      'CloudWatch dashboard d',
      note('a'),
      note('b'),
      "(and 1 more, see the stack's output)",
      expect.stringMatching(/^holdband triage/),
      MARKER,
    ]);
  });

  it('keeps sentence, link, command and marker when no note fits', () => {
    const text = describeAlarm({ what: 'x.', dashboard: 'd', notes: ['n'.repeat(2000)], ...NAMED });

    expect(text.split('\n')).toEqual(['x.', 'd', expect.stringMatching(/^holdband triage/), MARKER]);
  });

  it('uses all 1,024 characters and not one more', () => {
    const frame = describeAlarm({ what: 'x.', dashboard: 'd', notes: [], ...NAMED }).length;
    const parts = (length: number) => ({ what: 'x.', dashboard: 'd', notes: ['n'.repeat(length)], ...NAMED });

    expect(describeAlarm(parts(1024 - frame - 1))).toHaveLength(1024);
    expect(describeAlarm(parts(1024 - frame))).toHaveLength(frame);
  });
});

describe('describe, with a name that CDK fills in later', () => {
  it('leaves room for the longest it may become', () => {
    const longest = `targetgroup/${'g'.repeat(32)}/0123456789abcdef`;
    // biome-ignore lint/suspicious/noTemplateCurlyInString: this is how a CDK token looks.
    const marker = 'holdband:1 tg=${Token[TOKEN.12]} lb=${Token[TOKEN.13]}';
    for (let length = 700; length < 1000; length++) {
      const text = describeAlarm({ what: 'x.', dashboard: 'd', notes: ['n'.repeat(length)], ...NAMED, marker });

      expect(text.replace(/\$\{Token[^}]*\}/g, longest).length).toBeLessThanOrEqual(1024);
    }
  });
});

describe('dashboardLine', () => {
  it.each([
    ['aws', 'eu-west-1', 'https://eu-west-1.console.aws.amazon.com/'],
    ['aws-cn', 'cn-northwest-1', 'https://cn-northwest-1.console.amazonaws.cn/'],
    ['aws-us-gov', 'us-gov-west-1', 'https://us-gov-west-1.console.amazonaws-us-gov.com/'],
    ['aws-eusc', 'eusc-de-east-1', 'https://eusc-de-east-1.console.amazonaws-eusc.eu/'],
  ])('links the console of %s', (partition, region, start) => {
    const line = dashboardLine('prod', { partition, region });

    expect(line?.startsWith(start)).toBe(true);
    expect(line).toContain(`region=${region}#dashboards/dashboard/holdband-prod`);
  });

  it('names the dashboard where the host of the console is not public', () => {
    expect(dashboardLine('prod', { partition: 'aws-iso', region: 'us-iso-east-1' })).toBe(
      'CloudWatch dashboard holdband-prod',
    );
  });

  it('takes the name of a dashboard of the user', () => {
    expect(dashboardLine('prod', { partition: 'aws', region: 'eu-west-1', dashboard: 'mine' })).toMatch(/\/mine$/);
  });
});

describe('placeOf', () => {
  it('reads Region and partition from an ARN', () => {
    const arn = FLEET_LOAD_BALANCER.arn.replace('arn:aws:', 'arn:aws-us-gov:').replace('us-east-2', 'us-gov-east-1');

    expect(placeOf({ ...FLEET_LOAD_BALANCER, arn })).toEqual({ partition: 'aws-us-gov', region: 'us-gov-east-1' });
  });

  it('does not know the place of an ARN that CDK fills in later', () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: this is how a CDK token looks.
    expect(placeOf({ ...FLEET_LOAD_BALANCER, arn: '${Token[TOKEN.12]}' })).toBeUndefined();
  });
});

describe('windowText', () => {
  it.each([
    [60, 3, 5, 'in 3 of 5 minutes'],
    [300, 2, 2, 'in 2 of 2 periods of 5 min'],
    [900, 1, 1, 'over 15 min'],
  ])('says %i s, %i of %i as "%s"', (period, m, n, text) => {
    expect(windowText(period, m, n)).toBe(text);
  });
});
