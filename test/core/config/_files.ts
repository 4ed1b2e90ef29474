import { readConfig, resolveEnvironments } from '../../../lib/core/config/config.ts';
import { InputError } from '../../../lib/core/errors.ts';
import type { Environment, Target } from '../../../lib/core/targets.ts';

export const LOAD_BALANCER =
  'arn:aws:elasticloadbalancing:us-east-2:111122223333:loadbalancer/app/front/50dc6c495c0c9188';
export const TARGET_GROUP = 'arn:aws:elasticloadbalancing:us-east-2:111122223333:targetgroup/api/943f017f100becff';

/** A right config with one target; `target` replaces or adds keys of it, `environment` of its environment, `top` of the file. */
export function configText(changes: {
  readonly target?: Record<string, unknown>;
  readonly environment?: Record<string, unknown>;
  readonly top?: Record<string, unknown>;
}): string {
  const target = {
    name: 'api',
    loadBalancer: LOAD_BALANCER,
    targetGroup: TARGET_GROUP,
    traffic: 'requests',
    ...changes.target,
  };
  const prod = { account: '111122223333', region: 'us-east-2', targets: [target], ...changes.environment };
  // JSON is YAML; keys set to undefined go away.
  return JSON.stringify({ version: 1, environments: { prod }, ...changes.top }, null, 2);
}

/** Messages of everything wrong with a text; empty where nothing is. */
export function complaints(text: string): string[] {
  return problemsOf(text).map(({ message }) => message);
}

/** `line:column message` of everything wrong with a text. */
export function complaintsAt(text: string): string[] {
  return problemsOf(text).map(({ where, message }) => `${where.replace('holdband.yaml:', '')} ${message}`);
}

function problemsOf(text: string) {
  try {
    readConfig(text, 'holdband.yaml');
    return [];
  } catch (error) {
    if (error instanceof InputError) return error.problems;
    throw error;
  }
}

export function environmentsOf(text: string): Environment[] {
  return resolveEnvironments(readConfig(text, 'holdband.yaml'));
}

/** The one target of {@link configText}, resolved. */
export function targetOf(changes: Parameters<typeof configText>[0]): Target {
  return environmentsOf(configText(changes))[0]?.targets[0] as Target;
}
