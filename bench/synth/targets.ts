import { hash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type LockedTarget, printLock } from '../../lib/core/config/lock.ts';
import { stackOf } from '../../lib/core/placement/stack-of.ts';

/** A third each: without long polls, with long polls among others, and with as good as nothing else. */
const KINDS = ['requests', 'mixed', 'long-polls'];
const TARGETS_PER_LOAD_BALANCER = 20;
const PLACE = 'us-east-2:111122223333';

const hex = (index: number) => index.toString(16).padStart(16, '0');

function targetText(index: number): string {
  const loadBalancer = Math.floor(index / TARGETS_PER_LOAD_BALANCER);
  const kind = KINDS[index % KINDS.length] as string;
  const lines = [
    `- name: service-${index}`,
    `  loadBalancer: arn:aws:elasticloadbalancing:${PLACE}:loadbalancer/app/balancer-${loadBalancer}/${hex(loadBalancer)}`,
    `  targetGroup: arn:aws:elasticloadbalancing:${PLACE}:targetgroup/service-${index}/${hex(index)}`,
    `  traffic: ${kind}`,
    ...(kind === 'requests' ? [] : ['  hold: elastic-fleet', '  idleTimeout: 600s', '  clients: 50']),
  ];
  return lines.map((line) => `      ${line}\n`).join('');
}

/** A config of so many targets and its lock, as `discover --write` leaves them. @returns the folder, for the app to run in */
export function writeManyTargets(folder: string, count: number, stacks: number): string {
  mkdirSync(folder, { recursive: true });
  const begin = `version: 1
environments:
  prod:
    account: "111122223333"
    region: us-east-2
    stacks: ${stacks}
    notify: arn:aws:sns:${PLACE}:on-call
    targets:
`;
  const indices = Array.from({ length: count }, (_, index) => index);
  writeFileSync(join(folder, 'holdband.yaml'), begin + indices.map(targetText).join(''));
  const targets = Object.fromEntries(
    indices.map((index): [string, LockedTarget] => {
      const name = `service-${index}`;
      return [name, { stack: stackOf(name, stacks, (text) => hash('sha256', text)) }];
    }),
  );
  writeFileSync(
    join(folder, 'holdband.lock.json'),
    printLock({ version: 1, environments: { prod: { stacks, targets } } }),
  );
  return folder;
}
