import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import cdkJson from '../../cdk.json' with { type: 'json' };
import { LatencyAlarmsStack } from '../../lib/constructs/latency-alarms-stack.ts';
import { fleetProfile } from '../../lib/core/holds/fleet.ts';
import { type Environment, GUARD_IDS, type Target } from '../../lib/core/targets.ts';

const PLACE = 'us-east-2:111122223333';

/** A target as the config reader gives it: Fleet Server, everything on. */
export function aTarget(changes: Partial<Target> & { readonly hex?: string } = {}): Target {
  const { hex = '50dc6c495c0c9188', ...rest } = changes;
  const name = rest.name ?? 'fleet-server';
  return {
    name,
    environment: 'prod',
    loadBalancer: elb(`loadbalancer/app/${name}-alb/${hex}`, `app/${name}-alb/${hex}`, `${name}-alb`),
    targetGroup: elb(`targetgroup/${name}-group/${hex}`, `targetgroup/${name}-group/${hex}`, `${name}-group`),
    traffic: 'long-polls',
    objectiveSeconds: 0.8,
    slowSharePercent: 5,
    level: 'standard',
    estimate: 'survivor',
    countForm: 'TC',
    paging: true,
    hold: fleetProfile(),
    idleTimeoutSeconds: 600,
    clients: 50,
    guards: Object.fromEntries(GUARD_IDS.map((id) => [id, { on: true }])) as unknown as Target['guards'],
    ...rest,
  };
}

function elb(resource: string, fullName: string, name: string): Target['targetGroup'] {
  return { arn: `arn:aws:elasticloadbalancing:${PLACE}:${resource}`, fullName, name };
}

/** An environment with one target and topics of its own. */
export function anEnvironment(changes: Partial<Environment> = {}): Environment {
  return {
    name: 'prod',
    account: '111122223333',
    region: 'us-east-2',
    partition: 'aws',
    notify: {
      page: `arn:aws:sns:${PLACE}:on-call`,
      ticket: `arn:aws:sns:${PLACE}:tickets`,
      verdict: `arn:aws:sns:${PLACE}:verdicts`,
    },
    paging: true,
    stacks: 1,
    tags: {},
    runbook: { on: true, architecture: 'arm64' },
    targets: [aTarget()],
    placement: {},
    discover: [],
    ...changes,
  };
}

/** An app with the feature flags of ours; the runbook is not bundled, which only its own tests need. */
export function anApp(): App {
  return new App({ context: { ...cdkJson.context, 'aws:cdk:bundling-stacks': [] } });
}

/** Stacks of an environment in an app of their own. */
export function stacksOf(environment: Environment): LatencyAlarmsStack[] {
  return LatencyAlarmsStack.forEnvironment(anApp(), environment);
}

/** The template of an environment's first stack. */
export function templateOf(environment: Environment): Template {
  return Template.fromStack(stacksOf(environment)[0] as LatencyAlarmsStack);
}

/** Properties of resources of a type, by logical id. */
export function resources(template: Template, type: string): Record<string, Record<string, unknown>> {
  const found = template.findResources(type) as Record<string, { Properties: Record<string, unknown> }>;
  return Object.fromEntries(Object.entries(found).map(([id, { Properties }]) => [id, Properties]));
}
