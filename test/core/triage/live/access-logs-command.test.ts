import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accessLogsCommand } from '../../../../lib/core/triage/live/access-logs-command.ts';

const PLACE = { account: '111122223333', region: 'us-east-2', loadBalancer: 'app/edge/50dc6c495c0c9188' };
const ON = new Map([
  ['access_logs.s3.enabled', 'true'],
  ['access_logs.s3.bucket', 'my-logs'],
]);
const at = (iso: string) => Date.parse(`${iso}Z`) / 1000;
const between = (start: string, end: string) => ({ start: at(start), end: at(end) });

describe('The command for the access logs of a window', () => {
  it('copies the five-minute files that may hold its requests, named by their end', () => {
    const command = accessLogsCommand(ON, PLACE, between('2026-11-20T10:02', '2026-11-20T10:12'));

    expect(command).toBe(
      "aws s3 cp --recursive s3://my-logs/AWSLogs/111122223333/elasticloadbalancing/us-east-2/2026/11/20/ access-logs --region us-east-2 --exclude '*'" +
        " --include '*_app.edge.50dc6c495c0c9188_20261120T101?Z_*'" +
        " --include '*_app.edge.50dc6c495c0c9188_20261120T1005Z_*'",
    );
  });

  it('names a whole hour of files by one pattern', () => {
    const command = accessLogsCommand(ON, PLACE, between('2026-11-20T09:55', '2026-11-20T11:00'));

    expect(command.match(/T\S+Z/g)).toEqual(['T10??Z', 'T1100Z']);
  });

  it('keeps the prefix of the load balancer', () => {
    const command = accessLogsCommand(
      new Map([...ON, ['access_logs.s3.prefix', 'edge/prod/']]),
      PLACE,
      between('2026-11-20T10:00', '2026-11-20T10:05'),
    );

    expect(command).toContain('s3://my-logs/edge/prod/AWSLogs/111122223333/');
  });

  it('looks in the folders of both days for a window over midnight', () => {
    const command = accessLogsCommand(ON, PLACE, between('2026-11-20T23:40', '2026-11-21T00:05'));
    const [before = '', after = '', ...more] = command.split(' && ');

    expect(more).toEqual([]);
    expect(before).toContain('/2026/11/20/');
    expect(before.match(/T\S+Z/g)).toEqual(['T235?Z', 'T2345Z']);
    expect(after).toContain('/2026/11/21/');
    // The folder is that of the delivery: files of the last minutes of a day come on the next.
    expect(after.match(/\d{8}T\S+Z/g)).toEqual(['20261120T235?Z', '20261121T000?Z']);
  });

  it('quotes what a shell would take for its own', () => {
    const bucket = "a'; rm -rf ~ #$(id)`id`";
    const command = accessLogsCommand(
      new Map([...ON, ['access_logs.s3.bucket', bucket]]),
      PLACE,
      between('2026-11-20T10:00', '2026-11-20T10:05'),
    );

    expect(command).toContain("'s3://a'\\''; rm -rf ~ #$(id)`id`/AWSLogs/");
  });

  it.each([
    new Map<string, string>(),
    new Map([['access_logs.s3.enabled', 'false']]),
    new Map([['access_logs.s3.enabled', 'true']]),
  ])('turns access logs on where they are not written', (attributes) => {
    expect(accessLogsCommand(attributes, PLACE, between('2026-11-20T10:00', '2026-11-20T10:05'))).toBe(
      'aws elbv2 modify-load-balancer-attributes --region us-east-2 --load-balancer-arn arn:aws:elasticloadbalancing:us-east-2:111122223333:loadbalancer/app/edge/50dc6c495c0c9188 --attributes Key=access_logs.s3.enabled,Value=true Key=access_logs.s3.bucket,Value=BUCKET',
    );
  });

  it('takes every file whose five minutes meet the window, and no other', () => {
    const start = at('2026-11-20T00:00');
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2880 }), fc.integer({ min: 1, max: 600 }), (from, minutes) => {
        const window = { start: start + from * 60, end: start + (from + minutes) * 60 };
        const taken = filesOf(accessLogsCommand(ON, PLACE, window));
        for (let end = start; end <= start + 4 * 86_400; end += 300) {
          const name = new Date(end * 1000).toISOString().replaceAll(/[-:]/g, '').slice(0, 13);
          expect(taken.some((pattern) => pattern.test(`${name}Z`))).toBe(end > window.start && end - 300 < window.end);
        }
      }),
      { numRuns: 20 },
    );
  });
});

function filesOf(command: string): RegExp[] {
  return [...new Set(command.match(/\d{8}T[\d?[\]]+Z/g))].map(
    (pattern) => new RegExp(`^${pattern.replaceAll('?', '.')}$`),
  );
}
