import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addStacks, deployTimes, summary } from '../../bin/stacks.ts';
import type { LatencyAlarmsStack } from '../../lib/constructs/latency-alarms-stack.ts';
import { anEnvironment, aTarget, stacksOf } from './_environment.ts';

const ROOT = join(import.meta.dirname, '../..');
let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'stacks-'));
});
afterEach(() => rmSync(cwd, { recursive: true }));

const app = (context: Record<string, unknown> = {}) =>
  new App({ context: { 'aws:cdk:bundling-stacks': [], ...context } });
const names = (stacks: readonly LatencyAlarmsStack[]) => stacks.map(({ stackName }) => stackName);

/** A config with environments of these names. */
function config(...environments: string[]): string {
  const place = 'us-east-2:111122223333';
  const parts = environments.map(
    (name) => `  ${name}:
    account: 111122223333
    region: us-east-2
    targets:
      - name: web
        loadBalancer: arn:aws:elasticloadbalancing:${place}:loadbalancer/app/web/50dc6c495c0c9188
        targetGroup: arn:aws:elasticloadbalancing:${place}:targetgroup/web/943f017f100becff
        traffic: requests
`,
  );
  return `version: 1\nenvironments:\n${parts.join('')}`;
}

describe('addStacks', () => {
  it('makes the example of the repository without being told anything', () => {
    expect(names(addStacks(app(), { cwd: ROOT }))).toEqual(['holdband-prod']);
  });

  it('makes every environment of the file', () => {
    writeFileSync(join(cwd, 'holdband.yaml'), config('prod', 'qa'));

    expect(names(addStacks(app(), { cwd }))).toEqual(['holdband-prod', 'holdband-qa']);
  });

  it('reads the lock beside the config, wherever that is', () => {
    const folder = mkdtempSync(join(cwd, 'conf-'));
    writeFileSync(join(folder, 'ours.yaml'), config('prod'));
    writeFileSync(join(folder, 'holdband.lock.json'), '{"version": 2}');
    writeFileSync(join(cwd, 'holdband.yaml'), config('prod'));

    expect(() => addStacks(app(), { cwd: folder, config: 'ours.yaml' })).toThrow(
      'holdband.lock.json:1:13: version is 2, allowed: 1',
    );
    expect(() => addStacks(app(), { cwd, config: join(folder, 'ours.yaml') })).toThrow('version is 2');
    expect(names(addStacks(app(), { cwd }))).toEqual(['holdband-prod']);
  });

  it('takes file and environment from the context', () => {
    writeFileSync(join(cwd, 'ours.yaml'), config('prod', 'qa'));

    expect(names(addStacks(app({ config: 'ours.yaml', environment: 'qa' }), { cwd }))).toEqual(['holdband-qa']);
  });

  it('prefers what the app says to the context', () => {
    writeFileSync(join(cwd, 'ours.yaml'), config('prod', 'qa'));
    const context = { config: 'other.yaml', environment: 'prod' };

    expect(names(addStacks(app(context), { cwd, config: 'ours.yaml', environment: 'qa' }))).toEqual(['holdband-qa']);
  });

  it('fails when the file has no such environment, and says which it has', () => {
    writeFileSync(join(cwd, 'holdband.yaml'), config('prod', 'staging'));

    expect(() => addStacks(app({ environment: 'stagging' }), { cwd })).toThrow(
      'holdband.yaml: has no environment "stagging"; it has prod, staging. Did you mean staging?',
    );
  });

  it('guesses nothing where the file has one environment', () => {
    writeFileSync(join(cwd, 'holdband.yaml'), config('prod'));

    expect(() => addStacks(app({ environment: 'staging' }), { cwd })).toThrow(/"staging"; it has prod\.$/);
  });

  it('fails when there is no file', () => {
    expect(() => addStacks(app(), { cwd })).toThrow('holdband.yaml: no such file');
  });

  it('fails when the file is not UTF-8', () => {
    writeFileSync(join(cwd, 'holdband.yaml'), Buffer.from([0x76, 0xff]));

    expect(() => addStacks(app(), { cwd })).toThrow('holdband.yaml: is not UTF-8 text');
  });

  it('fails with everything wrong in the file', () => {
    writeFileSync(
      join(cwd, 'holdband.yaml'),
      config('prod').replace('requests', 'request').replace('region', 'regoin'),
    );

    expect(() => addStacks(app(), { cwd })).toThrow(/holdband\.yaml:\d+:\d+: .*\n.*holdband\.yaml:\d+:\d+: /);
  });

  it('fails when a context value is no text', () => {
    expect(() => addStacks(app({ environment: 7 }), { cwd })).toThrow('-c environment: must be a text, got: 7');
  });
});

describe('addStacks with several stacks', () => {
  const two = config('prod').replace('    targets:', '    stacks: 2\n    targets:');
  const write = (lock?: unknown) => {
    writeFileSync(join(cwd, 'holdband.yaml'), two);
    if (lock)
      writeFileSync(join(cwd, 'holdband.lock.json'), JSON.stringify({ version: 1, environments: { prod: lock } }));
  };

  it('fails where no lock says which stacks the alarms are in', () => {
    write();
    expect(() => addStacks(app(), { cwd })).toThrow(
      "holdband.yaml:6:13: stacks is 2, but holdband.lock.json does not say in which stacks the alarms are now; 'holdband place --environment prod' writes it",
    );
  });

  it('fails where stacks was raised and nobody said what becomes of the alarms', () => {
    write({ stacks: 1, targets: {} });
    expect(() => addStacks(app(), { cwd })).toThrow(/stacks is 2, but the alarms were placed over 1; 'holdband place/);
  });

  it('makes the stacks that the lock knows, each target in its own', () => {
    write({ stacks: 2, targets: { web: { stack: 2 } } });
    const targets = addStacks(app(), { cwd }).map((stack) => stack.targets.map(({ target }) => target.name));
    expect(targets).toEqual([[], ['web']]);
  });
});

describe('deployTimes', () => {
  it('counts the alarms of all stacks of an environment, three a second', () => {
    const targets = Array.from({ length: 4 }, (_, index) => aTarget({ name: `service-${index}` }));
    const stacks = stacksOf(anEnvironment({ stacks: 2, targets }));
    const alarms = stacks.flatMap((stack) =>
      ['AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm'].flatMap((type) =>
        Object.keys(Template.fromStack(stack).findResources(type)),
      ),
    ).length;

    expect(deployTimes(stacks)).toEqual([
      `prod: ${alarms} alarms; a first deployment takes ${Math.ceil(alarms / 3)} s or more: CloudWatch takes 3 a second`,
    ]);
  });
});

describe('summary', () => {
  const first = (environment = anEnvironment()) => stacksOf(environment)[0] as LatencyAlarmsStack;

  it('says what is watched and what it costs', () => {
    const stack = first(anEnvironment({ targets: [aTarget(), aTarget({ name: 'other' })] }));

    const price = stack.cost.dollars.toFixed(2);
    expect(summary(stack)[0]).toContain(`holdband-prod: fleet-server, other; $${price} a month (`);
  });

  it('says that nothing acts in shadow mode', () => {
    expect(summary(first(anEnvironment({ paging: false })))[0]).toMatch(/; shadow mode: nothing acts$/);
    expect(summary(first())[0]).not.toContain('shadow');
  });

  it('says what was left out, once for each reason, and leaves warnings to CDK', () => {
    const target = aTarget({ traffic: 'requests', hold: undefined, clients: undefined });

    const [, ...lines] = summary(first(anEnvironment({ targets: [target] })));

    expect(lines).toContain(
      'holdband-prod: fleet-server: no holds-stopped, clients-gone, poll-storm, hold-overrun alarm: no long polls in this target group',
    );
    expect(summary(first(anEnvironment({ targets: [aTarget({ clients: undefined })] }))).join('\n')).not.toContain(
      'clients is not',
    );
  });
});
