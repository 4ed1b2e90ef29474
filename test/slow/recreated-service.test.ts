import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ESTATE_GROUPS } from '../../lib/adapters/local-account/estate-names.ts';
import { atTheEstate, type Engineer, type Finding } from './_estate.ts';

const OLD = ESTATE_GROUPS['fleet-server'];
const fullName = (arn: string) => arn.slice(arn.indexOf('targetgroup/'));

/** Target groups by the tags that the AWS Load Balancer Controller gives them: no ARN is written down. */
const CONFIG = `# Whom we watch.
version: 1
environments:
  prod:
    account: "111122223333"
    region: us-east-2
    notify: arn:aws:sns:us-east-2:111122223333:on-call
    targets:
      - name: fleet-server # the agents' check-ins
        match:
          tags:
            elbv2.k8s.aws/cluster: prod
            ingress.k8s.aws/stack: elastic-system/eck-fleet-server
            ingress.k8s.aws/resource: elastic-system/eck-fleet-server-fleet-server-agent-http:8220
        traffic: long-polls
        hold: elastic-fleet
        clients: 5
        idleTimeout: 300s
      - name: elasticsearch
        match:
          name: k8s-elastics-elastics-*
        traffic: requests
`;

let engineer: Engineer;
beforeAll(async () => {
  engineer = await atTheEstate();
  writeFileSync(join(engineer.folder, 'holdband.yaml'), CONFIG);
});
afterAll(() => engineer.leave());

interface Change {
  readonly name: string;
  readonly kind: string;
  readonly direction: string;
  readonly follows?: readonly { readonly before: string; readonly after: string }[];
}

const errorsOf = (findings: readonly Finding[]) =>
  findings.filter(({ severity }) => severity === 'error').map(({ rule, subject }) => `${rule} ${subject}`);

it('follows a Kubernetes Service that was created again, without losing an alarm', async () => {
  const { run, read, synth, deploy, check, endpoint } = engineer;
  const lockedGroup = () =>
    JSON.parse(read('holdband.lock.json')).environments.prod.targets['fleet-server'].targetGroup;

  // Discovery finds the target groups by their tags, writes them down, and what was synthesised is deployed.
  expect((await run('discover', '--write')).status).toBe(0);
  expect(lockedGroup()).toBe(OLD);
  synth('before');
  deploy('before');
  const atFirst = errorsOf((await check()).findings);
  expect(atFirst.filter((error) => error.includes('fleet-server'))).toEqual([]);

  // Six hours ago somebody deleted the Service and created it again: another target group, the same tags.
  const at = 60 * Math.floor(Date.now() / 60_000) - 6 * 3600;
  const fresh = endpoint.account.recreateTargetGroup(OLD, { serviceUid: '0d9f7b1e-7d1c-4a43-9f0e-2f6a3b8c5d11', at });
  const stale = await check();
  expect(stale.status).toBe(1);
  expect(errorsOf(stale.findings).filter((error) => !atFirst.includes(error))).toContain(
    'lock-out-of-date prod/fleet-server',
  );

  // Discovery mends the lock, and nothing else.
  const config = read('holdband.yaml');
  expect((await run('discover', '--write')).status).toBe(0);
  expect(lockedGroup()).toBe(fresh);
  expect(read('holdband.yaml')).toBe(config);

  // The alarms have moved: none is lost, none has another name.
  synth('after');
  const { stdout, status } = await run('diff', 'before', 'after', '--json');
  const { summary, changes, findings } = JSON.parse(stdout);
  const counts = { lostCover: 0, added: 0, removed: 0, renamed: 0, looser: 0, unknown: 0 };
  expect(status).toBe(0);
  expect(summary).toMatchObject({ ...counts, alarms: { before: summary.alarms.after } });
  expect(changes.every(({ kind, direction }: Change) => kind === 'changed' && direction === 'neutral')).toBe(true);
  const moved = changes.filter(({ follows }: Change) => follows !== undefined);
  expect(moved.length).toBeGreaterThan(10);
  for (const { name, follows } of moved) {
    expect(name).toMatch(/^holdband-prod-fleet-server-/);
    expect(follows).toEqual([{ before: fullName(OLD), after: fullName(fresh) }]);
  }
  expect(findings).toMatchObject([{ rule: 'watches-successor', severity: 'info' }]);

  // Deployed, the account is as it was: what is wrong is what was wrong before.
  deploy('after');
  expect(errorsOf((await check()).findings)).toEqual(atFirst);
});
