import { describe, expect, it } from 'vitest';
import { CATALOGUE, catalogueEntry } from '../../../lib/core/holds/catalogue.ts';
import { type FleetSettings, fleetProfile } from '../../../lib/core/holds/fleet.ts';
import { type HoldProfile, holdTo } from '../../../lib/core/holds/profile.ts';
import { LINT_RULES, type LintFinding, lintTarget } from '../../../lib/core/inventory/lint.ts';
import { GUARD_IDS, type GuardId, type Target } from '../../../lib/core/targets.ts';

const ALL_ON = Object.fromEntries(GUARD_IDS.map((id) => [id, { on: true }])) as Target['guards'];

/** A Fleet target group about which nothing can be said. */
const FAULTLESS: Target = {
  name: 'fleet-server',
  environment: 'prod',
  loadBalancer: { arn: 'arn:aws:elasticloadbalancing:x', fullName: 'app/fleet/50dc6c495c0c9188', name: 'fleet' },
  targetGroup: { arn: 'arn:aws:elasticloadbalancing:y', fullName: 'targetgroup/fleet/943f017f100becff', name: 'fleet' },
  traffic: 'long-polls',
  objectiveSeconds: 0.8,
  slowSharePercent: 5,
  level: 'standard',
  estimate: 'survivor',
  countForm: 'TC',
  paging: true,
  hold: fleetProfile(),
  idleTimeoutSeconds: 600,
  deregistrationDelaySeconds: 300,
  targetKeepAliveSeconds: 620,
  healthCheck: { intervalSeconds: 15, unhealthyThreshold: 2, codes: '200' },
  clients: 5,
  guards: ALL_ON,
};

const lint = (change: Partial<Target>, now?: string) => lintTarget({ ...FAULTLESS, ...change }, now);
const rules = (findings: readonly LintFinding[]) => findings.map((finding) => finding.rule);
const rulesOf = (change: Partial<Target>, now?: string) => rules(lint(change, now));
const fleet = (settings: FleetSettings) => ({ hold: fleetProfile(settings) });

function product(id: string): HoldProfile {
  const entry = catalogueEntry(id);
  if (!entry) throw new Error(`no product ${id}`);
  return entry.profile;
}

/** The one finding of a rule. */
function only(rule: string, change: Partial<Target>, now?: string): LintFinding {
  const [first, ...more] = lint(change, now).filter((finding) => finding.rule === rule);
  if (!first || more.length > 0) throw new Error(`expected one ${rule}, got: ${rulesOf(change, now).join(', ')}`);
  return first;
}

it('a target group with everything in order has no findings', () => expect(lint({}, '2026-11-21')).toEqual([]));

it('findings name rule, target and severity, errors first', () => {
  const found = lint({ idleTimeoutSeconds: 240, clients: undefined, deregistrationDelaySeconds: undefined });
  expect(found.map(({ rule, severity, target }) => [severity, rule, target])).toEqual([
    ['error', 'idle-timeout-below-hold', 'fleet-server'],
    ['warning', 'clients-missing', 'fleet-server'],
    ['info', 'settings-to-look-up', 'fleet-server'],
  ]);
});

describe('idle-timeout-below-hold', () => {
  it('lets 300 s pass for Fleet and refuses 299 s, which severs 1 hold in 30', () => {
    expect(rulesOf({ idleTimeoutSeconds: 300 })).not.toContain('idle-timeout-below-hold');
    expect(only('idle-timeout-below-hold', { idleTimeoutSeconds: 299 }).message).toBe(
      'idle holds last 270 to 300 s, the idle timeout is 299 s: 3.33 % of the idle holds are severed with a 504',
    );
  });

  it('says that all are severed where all are', () => {
    const { severity, message, advice } = only('idle-timeout-below-hold', { idleTimeoutSeconds: 60 });
    expect(severity).toBe('error');
    expect(message).toContain('every idle hold is severed');
    expect(advice).toBe('set the idle timeout of the load balancer to 600 s');
  });

  it.each(['consul', 'nomad'])('says of %s that 300 s always severs, 318.75 s does not', (id) => {
    const hold = product(id);
    const message = only('idle-timeout-below-hold', { hold, idleTimeoutSeconds: 300 }).message;
    expect(message).toContain('idle holds last 300 to 318.75 s');
    expect(message).toContain('every idle hold is severed');
    expect(rulesOf({ hold, idleTimeoutSeconds: 319 })).not.toContain('idle-timeout-below-hold');
  });

  it('calls an idle timeout of exactly a hold without spread a race', () => {
    const hold = product('apollo');
    expect(only('idle-timeout-below-hold', { hold, idleTimeoutSeconds: 60 }).message).toContain('50 % of the idle');
    expect(rulesOf({ hold, idleTimeoutSeconds: 61 })).not.toContain('idle-timeout-below-hold');
  });

  it.each([
    [720, '570 to 600 s'],
    [1800, '1650 to 1680 s'],
  ])('severs the holds of a poll timeout of %i s behind 300 s', (pollTimeout, holds) => {
    const change = { ...fleet({ pollTimeout, clientTimeout: 1800 }), idleTimeoutSeconds: 300 };
    expect(only('idle-timeout-below-hold', change).message).toContain(`idle holds last ${holds}`);
  });

  it('advises a shorter hold where no idle timeout is long enough', () => {
    const hold = { ...product('elastic-fleet'), ceilingSeconds: 5000 };
    expect(only('idle-timeout-below-hold', { hold, idleTimeoutSeconds: 4000 }).advice).toContain('hold for less');
  });

  it('is not asked of a target group that holds nothing', () => {
    expect(rulesOf({ hold: undefined, traffic: 'requests', idleTimeoutSeconds: 60 })).toEqual([]);
  });
});

describe('idle-timeout-margin', () => {
  it('warns of the 300 s of a Fleet whose holds last 300 s, and advises 600 s', () => {
    const { severity, message, advice } = only('idle-timeout-margin', { idleTimeoutSeconds: 300 });
    expect(severity).toBe('warning');
    expect(message).toBe(
      'idle holds last 270 to 300 s, the idle timeout is 300 s: 1 hold in 30 ends with less than 1 s to spare',
    );
    expect(advice).toBe('set the idle timeout of the load balancer to 600 s');
  });

  it('is content with a tenth above the hold: 330 s, not 329 s', () => {
    expect(rulesOf({ idleTimeoutSeconds: 329 })).toContain('idle-timeout-margin');
    expect(rulesOf({ idleTimeoutSeconds: 330 })).not.toContain('idle-timeout-margin');
  });

  it('follows a product made for the default idle timeout', () => {
    const change = { hold: product('zulip'), targetKeepAliveSeconds: 70 };
    expect(rulesOf({ ...change, idleTimeoutSeconds: 60 })).toEqual([]);
    expect(rulesOf({ ...change, idleTimeoutSeconds: 59 })).toEqual(['idle-timeout-margin']);
  });

  it('advises a tenth above a hold that is not as catalogued', () => {
    const change = { ...fleet({ longPoll: 400 }), idleTimeoutSeconds: 420 };
    expect(only('idle-timeout-margin', change).advice).toContain('to 440 s');
  });

  it.each(CATALOGUE.filter((entry) => !entry.refusal).map((entry) => [entry.id, entry] as const))(
    'and its kin say nothing of %s behind the idle timeout it advises, and complain below its hold',
    (_, entry) => {
      const target = { hold: entry.profile, deregistrationDelaySeconds: 3600, targetKeepAliveSeconds: 4001 };
      expect(rulesOf({ ...target, idleTimeoutSeconds: entry.idleTimeoutAdvice })).toEqual([]);
      expect(rulesOf({ ...target, idleTimeoutSeconds: holdTo(entry.profile) - 1 })).toContain(
        'idle-timeout-below-hold',
      );
    },
  );
});

describe('idle-timeout-unknown', () => {
  it('says where to look and what to set', () => {
    const { severity, message, advice } = only('idle-timeout-unknown', { idleTimeoutSeconds: undefined });
    expect(severity).toBe('info');
    expect(message).toContain('idle holds last 270 to 300 s');
    expect(advice).toContain('advised are 600 s');
  });
  it('is silent once it is known, and where nothing is held', () => {
    expect(rulesOf({ idleTimeoutSeconds: 600 })).toEqual([]);
    expect(rulesOf({ traffic: 'requests', hold: undefined, idleTimeoutSeconds: undefined })).toEqual([]);
  });
});

describe('client-timeout-below-hold', () => {
  it('lets a client timeout above the ceiling pass, and calls one of the ceiling a race', () => {
    expect(rulesOf(fleet({ clientTimeout: 301 }))).toEqual([]);
    expect(only('client-timeout-below-hold', fleet({ clientTimeout: 300 })).message).toContain(
      'clients time out after 300 s: the longest of them end as 460',
    );
  });
  it('says how many one second less ends', () => {
    expect(only('client-timeout-below-hold', fleet({ clientTimeout: 299 })).message).toContain(
      'clients time out after 299 s: 3.33 % of the idle holds end as 460',
    );
  });
  it('says how long nobody is parked then: the back-off', () => {
    expect(only('client-timeout-below-hold', fleet({ clientTimeout: 60, backoff: 10 })).message).toContain(
      'are asked for again 15 s later on average',
    );
    const unknown = { ...product('drone'), clientTimeoutSeconds: 20 };
    expect(only('client-timeout-below-hold', { hold: unknown }).message).toMatch(/are asked for again$/);
  });
  it('says that a poll timeout of 30 m is given up by an agent that waits 10 m', () => {
    const { severity, message } = only('client-timeout-below-hold', {
      ...fleet({ pollTimeout: 1800 }),
      idleTimeoutSeconds: 1900,
      deregistrationDelaySeconds: 1700,
    });
    expect(severity).toBe('error');
    expect(message).toContain('every idle hold');
  });
});

describe('hold-not-workable', () => {
  it.each(CATALOGUE.filter((entry) => entry.refusal).map((entry) => [entry.id, entry] as const))(
    'refuses %s with the reason of the catalogue',
    (id, entry) => {
      const finding = only('hold-not-workable', { hold: entry.profile });
      expect(finding.severity).toBe('error');
      expect(finding.message).toContain(entry.refusal);
      expect(finding.advice).toContain(id);
    },
  );
  it.each(CATALOGUE.filter((entry) => !entry.refusal).map((entry) => [entry.id, entry] as const))(
    'takes %s',
    (_, entry) => expect(rulesOf({ hold: entry.profile })).not.toContain('hold-not-workable'),
  );
  it('takes a hold that the clients choose once it is declared', () => {
    expect(rulesOf({ hold: { ...product('telegram-bot-api'), ceilingSeconds: 30 } })).not.toContain(
      'hold-not-workable',
    );
  });
  it('does not take headers sent early for it, whatever the hold', () => {
    expect(rulesOf({ hold: { ...product('couchdb'), ceilingSeconds: 30 } })).toContain('hold-not-workable');
  });
  it('depends on the objective: a hold of 30 s works at 4 s and not at 7 s', () => {
    const hold = product('drone');
    expect(rulesOf({ hold, objectiveSeconds: 4 })).not.toContain('hold-not-workable');
    expect(only('hold-not-workable', { hold, objectiveSeconds: 7 }).message).toContain(
      'below 5 x the objective of 7 s',
    );
  });
  it('depends on the idle timeout', () => {
    expect(only('hold-not-workable', { idleTimeoutSeconds: 50 }).message).toContain('no sideband is left');
  });
  it('does not matter where there are no latency alarms', () => {
    const change = { traffic: 'exempt', exempt: { reason: 'a lab', until: '2027-01-01' } } as const;
    expect(rulesOf({ ...change, hold: product('couchdb') })).not.toContain('hold-not-workable');
  });
});

describe('standalone-agent-has-no-check-in', () => {
  it('is all that is said of a hold declared for stand-alone agents', () => {
    const found = lint({ ...fleet({ standalone: true }), idleTimeoutSeconds: 60, targetKeepAliveSeconds: 70 });
    expect(rules(found)).toEqual(['standalone-agent-has-no-check-in']);
    expect(found[0]?.advice).toContain('traffic: requests');
  });
});

describe('clients-missing', () => {
  const said = (change: Partial<Target>) => only('clients-missing', { clients: undefined, ...change }).message;
  const without = (...ids: GuardId[]) => ({ ...ALL_ON, ...Object.fromEntries(ids.map((id) => [id, { on: false }])) });

  it('names the guards left out for clients that keep their polls', () => {
    expect(said({})).toBe('clients is not given, so holds-stopped and poll-storm are left out');
  });
  it('names the guards left out for clients that cancel', () => {
    expect(said(fleet({ cancelDebounce: 300 }))).toContain('clients-gone and poll-storm are');
  });
  it('names one for mixed traffic, and none where its clients cancel', () => {
    expect(said({ traffic: 'mixed' })).toContain('holds-stopped is left out');
    expect(rulesOf({ clients: undefined, traffic: 'mixed', ...fleet({ cancelDebounce: 300 }) })).toEqual([]);
  });
  it('leaves out guards that are switched off', () => {
    expect(said({ guards: without('holds-stopped') })).toContain('so poll-storm is left out');
    expect(rulesOf({ clients: undefined, guards: without('holds-stopped', 'poll-storm') })).toEqual([]);
  });
  it('is content with one client', () => expect(rulesOf({ clients: 1 })).toEqual([]));
});

describe('exempt-expired', () => {
  const exempt = { traffic: 'exempt', exempt: { reason: 'being replaced', until: '2026-11-20' } } as const;
  it('counts the last day in', () => {
    expect(rulesOf(exempt, '2026-11-20')).toEqual([]);
    expect(rulesOf(exempt, '2026-11-20T23:59:59.999Z')).toEqual([]);
    expect(only('exempt-expired', exempt, '2026-11-21').message).toBe(
      'the exemption ended on 2026-11-20; its reason was: being replaced',
    );
    expect(only('exempt-expired', exempt, '2026-11-21').severity).toBe('error');
  });
  it('is not judged without a date, as at synth', () => expect(rulesOf(exempt)).toEqual([]));
});

describe('exempt-without-date', () => {
  it('reminds of an exemption without end, and only of that', () => {
    const exempt = { reason: 'a lab' };
    expect(only('exempt-without-date', { traffic: 'exempt', exempt }).severity).toBe('info');
    expect(rulesOf({ traffic: 'exempt', exempt: { ...exempt, until: '2027-01-01' } })).toEqual([]);
  });
});

describe('deregistration-delay-below-hold', () => {
  it('asks for the whole ceiling', () => {
    expect(rulesOf({ deregistrationDelaySeconds: 300 })).toEqual([]);
    const { severity, message, advice } = only('deregistration-delay-below-hold', { deregistrationDelaySeconds: 299 });
    expect(severity).toBe('warning');
    expect(message).toContain('the deregistration delay is 299 s');
    expect(advice).toContain('at least 300 s');
  });
  it('rounds the advice up: 319 s for Consul', () => {
    expect(only('deregistration-delay-below-hold', { hold: product('consul') }).advice).toContain('319 s');
  });
});

describe('target-keep-alive', () => {
  it('asks for more than the idle timeout', () => {
    expect(rulesOf({ targetKeepAliveSeconds: 601 })).toEqual([]);
    expect(only('target-keep-alive', { targetKeepAliveSeconds: 600 }).severity).toBe('warning');
    expect(only('target-keep-alive', { targetKeepAliveSeconds: 35 }).message).toBe(
      'targets keep idle connections 35 s, the load balancer 600 s: it meets closed ones and answers 502',
    );
  });
  it('has nothing against none at all', () => expect(rulesOf({ targetKeepAliveSeconds: 0 })).toEqual([]));
  it('holds for target groups without long polls, too', () => {
    const change = { traffic: 'requests', hold: undefined, targetKeepAliveSeconds: 5 } as const;
    expect(rulesOf(change)).toEqual(['target-keep-alive']);
  });
});

describe('health-check-slow-to-notice', () => {
  const check = (intervalSeconds: number, unhealthyThreshold: number) => ({
    healthCheck: { intervalSeconds, unhealthyThreshold, codes: '200' },
  });
  it('takes two minutes and no more', () => {
    expect(rulesOf(check(60, 2))).toEqual([]);
    expect(only('health-check-slow-to-notice', check(61, 2)).severity).toBe('warning');
    expect(only('health-check-slow-to-notice', check(300, 2)).message).toBe(
      'a dead target is noticed after 600 s (2 failed checks, 300 s apart)',
    );
  });
});

describe('health-check-expects-not-found', () => {
  const codes = (text: string) => ({ healthCheck: { intervalSeconds: 15, unhealthyThreshold: 2, codes: text } });
  it.each(['404', '200,404', '400-499', '200-404'])('warns of %s', (text) => {
    expect(only('health-check-expects-not-found', codes(text)).severity).toBe('warning');
  });
  it.each(['200', '200-399', '403,405', '405-499', '200-403'])('takes %s', (text) => {
    expect(rulesOf(codes(text))).toEqual([]);
  });
  it("names Fleet's own health path", () => {
    expect(only('health-check-expects-not-found', codes('404')).advice).toContain('/api/status');
    const drone = { ...codes('404'), hold: product('drone') };
    expect(only('health-check-expects-not-found', drone).advice).not.toContain('/api/status');
  });
});

describe('settings-to-look-up', () => {
  const UNKNOWN = { deregistrationDelaySeconds: undefined, targetKeepAliveSeconds: undefined, healthCheck: undefined };
  it('lists what is unknown in one finding', () => {
    const { severity, message } = only('settings-to-look-up', UNKNOWN);
    expect(severity).toBe('info');
    for (const key of ['deregistrationDelay', 'targetKeepAlive', 'healthCheck.interval', 'healthCheck.codes']) {
      expect(message).toContain(key);
    }
  });
  it.each([
    [{ deregistrationDelaySeconds: undefined }, 'deregistrationDelay'],
    [{ targetKeepAliveSeconds: undefined }, 'targetKeepAlive'],
    [{ healthCheck: { intervalSeconds: 15, codes: '200' } }, 'healthCheck.interval'],
    [{ healthCheck: { intervalSeconds: 15, unhealthyThreshold: 2 } }, 'healthCheck.codes'],
  ])('lists only that: %j', (change, key) => {
    const { message } = only('settings-to-look-up', change);
    expect(message).toContain(key);
    expect(message.split(';')).toHaveLength(1);
  });
  it('is not asked of target groups that hold nothing', () => {
    expect(rulesOf({ ...UNKNOWN, traffic: 'requests', hold: undefined })).toEqual([]);
  });
});

it('rules have ids of their own, in kebab-case', () => {
  const ids = LINT_RULES.map((rule) => rule.id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) expect(id).toMatch(/^[a-z]+(-[a-z]+)*$/);
});
