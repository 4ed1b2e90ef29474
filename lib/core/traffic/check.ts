import { holdTo } from '../holds/profile.ts';
import type { ErrorSpell, HoldTraffic, RequestTraffic, Slowdown, TrafficScenario } from './scenario.ts';

const ROUTE_PATH = /^\/[^\s"]*$/;

/** @throws RangeError naming the setting, its value and what is allowed */
export function checkScenario(scenario: TrafficScenario): void {
  const { seed, from, to, objectiveSeconds = 0.8, idleTimeoutSeconds = 4000 } = scenario;
  must(Number.isSafeInteger(seed), 'seed', seed, 'a whole number');
  must(Number.isFinite(from), 'from', from, 'epoch seconds');
  must(to > from, 'to', to, `after from (${from})`);
  must(objectiveSeconds > 0, 'objectiveSeconds', objectiveSeconds, 'above 0');
  must(idleTimeoutSeconds >= 1 && idleTimeoutSeconds <= 4000, 'idleTimeoutSeconds', idleTimeoutSeconds, '1 to 4000');
  if (scenario.requests) checkRequests(scenario.requests);
  scenario.holds?.forEach((hold, i) => {
    checkHold(hold, `holds[${i}]`);
  });
  scenario.slowdowns?.forEach((slowdown, i) => {
    checkSlowdown(slowdown, `slowdowns[${i}]`, scenario.requests);
  });
}

function checkRequests(requests: RequestTraffic): void {
  const { ratePerMinute, diurnal, routes, clients = 1, errors } = requests;
  must(ratePerMinute > 0, 'requests.ratePerMinute', ratePerMinute, 'above 0');
  if (diurnal) must(isShare(diurnal.swing), 'requests.diurnal.swing', diurnal.swing, '0 to 1');
  must(Number.isInteger(clients) && clients > 0, 'requests.clients', clients, 'a whole number above 0');
  must(routes === undefined || routes.length > 0, 'requests.routes', routes, 'at least one route');
  routes?.forEach((route, i) => {
    must(ROUTE_PATH.test(route.path), `requests.routes[${i}].path`, route.path, 'a path without spaces and quotes');
  });
  checkErrors(errors, 'requests.errors');
}

function checkHold(hold: HoldTraffic, where: string): void {
  const { clients, earlyShare = 0, gapSeconds = 1, profile, path = profile.routes[0]?.path } = hold;
  must(Number.isInteger(clients) && clients >= 0, `${where}.clients`, clients, 'a whole number');
  must(earlyShare >= 0 && earlyShare < 1, `${where}.earlyShare`, earlyShare, '0 to below 1');
  must(gapSeconds > 0, `${where}.gapSeconds`, gapSeconds, 'above 0');
  must(profile.ceilingSeconds > 0, `${where}.profile.ceilingSeconds`, profile.ceilingSeconds, 'above 0');
  must(path !== undefined && ROUTE_PATH.test(path), `${where}.path`, path, 'a path, for the profile has no route');
  checkErrors(hold.errors, `${where}.errors`);
  for (const { reach = 1 } of hold.bursts ?? []) must(isShare(reach), `${where}.bursts.reach`, reach, '0 to 1');
  for (const { cutShare = 0 } of hold.deploys ?? []) {
    must(isShare(cutShare), `${where}.deploys.cutShare`, cutShare, '0 to 1');
  }
  for (const { share, seconds = Infinity } of hold.overruns ?? []) {
    must(isShare(share), `${where}.overruns.share`, share, '0 to 1');
    must(seconds > holdTo(profile), `${where}.overruns.seconds`, seconds, `above the hold (${holdTo(profile)} s)`);
  }
}

function checkSlowdown(slowdown: Slowdown, where: string, requests: RequestTraffic | undefined): void {
  const { share = 0, errorShare = 0, seconds = 1, path } = slowdown;
  must(isShare(share), `${where}.share`, share, '0 to 1');
  must(isShare(errorShare), `${where}.errorShare`, errorShare, '0 to 1');
  must(seconds > 0, `${where}.seconds`, seconds, 'above 0');
  const paths = requests?.routes?.map((route) => route.path) ?? ['/'];
  must(path === undefined || paths.includes(path), `${where}.path`, path, `one of ${paths.join(', ')}`);
}

function checkErrors(errors: readonly ErrorSpell[] = [], where: string): void {
  errors.forEach(({ share }, i) => {
    must(isShare(share), `${where}[${i}].share`, share, '0 to 1');
  });
}

function isShare(value: number): boolean {
  return value >= 0 && value <= 1;
}

function must(holds: boolean, where: string, value: unknown, allowed: string): void {
  if (!holds) throw new RangeError(`traffic scenario: ${where} is ${String(value)}, allowed: ${allowed}`);
}
