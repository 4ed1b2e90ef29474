import type { Environment, Target } from '../../core/targets.ts';
import { type Dop833Day, dop833Day } from '../../core/traffic/dop833.ts';
import type { OpenLocalAccount, PlayedDay } from '../../core/traffic/local-account.ts';
import type { SimulatedRequest } from '../../core/traffic/request.ts';
import { simulate } from '../../core/traffic/simulate.ts';
import type { StackTemplate } from '../cloudformation/stacks.ts';
import type { AccountData, TrafficData } from './data.ts';
import { startLocalAccount } from './endpoint.ts';
import { estateData, liveThroughEstate } from './estate.ts';
import { readFault } from './fault-text.ts';
import { loadTemplates, playDay, Runbooks, reportAction } from './play.ts';

const DAY = 86_400;
const ELB = 'arn:aws:elasticloadbalancing:us-east-2:111122223333';

/** The load balancers and target groups of the incident. */
const INCIDENT = {
  fleetBalancer: `${ELB}:loadbalancer/app/k8s-elastics-eckfleet-a1b2c3d4e5/50dc6c495c0c9188`,
  fleet: `${ELB}:targetgroup/k8s-elastics-fleetser-73e2d6bc24/943f017f100becff`,
  searchBalancer: `${ELB}:loadbalancer/app/k8s-elastics-ecksearc-b2c3d4e5f6/60ed7d5a6d1da299`,
  search: `${ELB}:targetgroup/k8s-elastics-elastics-84f3e7cd35/a540128a211cfd00`,
};

/** What opening an account with a template needs beside it. */
export interface IncidentParts {
  /** Reads a template file or the stacks of a cloud assembly. */
  readonly readStacks: (source: string) => Promise<readonly StackTemplate[]>;
  /** Folder with this package's runbook, for templates without their assets; it may have to be made. */
  readonly runbook: () => Promise<string>;
}

/** Opens accounts whose day ends at the present. @param now epoch seconds */
export function openIncidents(now: () => number, { readStacks, runbook }: IncidentParts): OpenLocalAccount {
  return async ({ environment, estate = false, seed, port, template, faults = [], report = () => {} }) => {
    const rules = faults.map(readFault);
    const templates = template === undefined ? undefined : await readStacks(template);
    const to = Math.floor(now() / 60) * 60;
    const day = dop833Day({ seed, day: to - DAY });
    const data = estate
      ? estateData(to, seed)
      : environment
        ? environmentAccount(environment, day, seed)
        : incidentAccount(day);
    const runbooks = new Runbooks(runbook, report);
    // While the day is played the account lives in it; then it is as late as outside.
    let simulated: number | undefined;
    const endpoint = await startLocalAccount(data, {
      now: () => simulated ?? now(),
      port,
      faults: rules,
      ...(templates && { invoke: runbooks.invoke, hasFunction: (arn) => runbooks.has(arn) }),
    });
    const { url, variables, account } = endpoint;
    const close = async () => {
      await endpoint.close();
      await runbooks.close();
    };
    const tell = (at: number) => {
      simulated = at;
    };
    try {
      // A template comes to an estate that has alarms already: those of others, with a history.
      if (estate) await liveThroughEstate(account, to, templates ? day.day.from : to, tell);
      simulated = undefined;
      if (!templates) return { url, variables, close, day: day.day };
      simulated = day.day.from;
      const loaded = loadTemplates(account, templates, runbooks, variables);
      account.alarms.onRecord = (item) => reportAction(account, item, report);
      const play = async (): Promise<PlayedDay> => {
        const undone = await playDay(account, day.day, tell);
        simulated = undefined;
        return { ...loaded, notes: [...loaded.notes, ...undone] };
      };
      return { url, variables, close, day: day.day, play };
    } catch (error) {
      await close();
      throw error;
    }
  };
}

/** The account of incident DOP-833. */
export function incidentAccount({ fleet, elasticsearch }: Dop833Day): AccountData {
  return {
    loadBalancers: [
      { arn: INCIDENT.fleetBalancer, attributes: { 'idle_timeout.timeout_seconds': '300' } },
      { arn: INCIDENT.searchBalancer },
    ],
    targetGroups: [
      {
        arn: INCIDENT.fleet,
        loadBalancer: INCIDENT.fleetBalancer,
        port: 8220,
        targets: [{ id: '10.0.3.17', port: 8220 }],
      },
      {
        arn: INCIDENT.search,
        loadBalancer: INCIDENT.searchBalancer,
        port: 9200,
        targets: ['10.0.3.41', '10.0.4.12', '10.0.5.77'].map((id) => ({ id, port: 9200 })),
      },
    ],
    traffic: [
      { targetGroup: INCIDENT.fleet, requests: fleet },
      { targetGroup: INCIDENT.search, requests: elasticsearch },
    ],
  };
}

/**
 * The account of a config's environment, with every attribute that the config tells. A target group that holds as Fleet
 * Server does gets the incident's check-ins, another that holds gets polls of its own profile, and one that holds nothing
 * gets the incident's Elasticsearch, with its slowdown.
 */
export function environmentAccount(environment: Environment, day: Dop833Day, seed: number): AccountData {
  const { targets } = environment;
  const balancers = Map.groupBy(targets, ({ loadBalancer }) => loadBalancer.arn);
  return {
    accountId: environment.account,
    region: environment.region,
    loadBalancers: [...balancers].map(([arn, behind]) => ({
      arn,
      attributes: { 'idle_timeout.timeout_seconds': String(Math.max(...behind.map(idleTimeoutOf))) },
    })),
    targetGroups: targets.map((target, index) => ({
      arn: target.targetGroup.arn,
      loadBalancer: target.loadBalancer.arn,
      ...(target.healthCheck && { healthCheck: target.healthCheck }),
      ...(target.deregistrationDelaySeconds !== undefined && {
        attributes: { 'deregistration_delay.timeout_seconds': String(target.deregistrationDelaySeconds) },
      }),
      targets: [{ id: `10.0.${index >> 8}.${index & 255}`, port: 443 }],
    })),
    traffic: targets.map(
      (target, index): TrafficData => ({
        targetGroup: target.targetGroup.arn,
        requests: requestsOf(target, day, seed + index),
      }),
    ),
  };
}

/** Where the config does not tell: the service's default, or for holds its longest, so that none is severed. */
function idleTimeoutOf({ idleTimeoutSeconds, hold }: Target): number {
  return idleTimeoutSeconds ?? (hold ? 4000 : 60);
}

function requestsOf(target: Target, day: Dop833Day, seed: number): SimulatedRequest[] {
  const { hold, clients = 5, objectiveSeconds } = target;
  if (!hold) return day.elasticsearch;
  if (hold.name === 'elastic-fleet') return day.fleet;
  return simulate({
    seed,
    ...day.day,
    idleTimeoutSeconds: idleTimeoutOf(target),
    objectiveSeconds,
    holds: [{ profile: hold, clients, ...(hold.routes.length === 0 && { path: '/poll' }) }],
    requests: { ratePerMinute: 3, clients },
  });
}
