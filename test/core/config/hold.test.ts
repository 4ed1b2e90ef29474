import { describe, expect, it } from 'vitest';
import { CATALOGUE } from '../../../lib/core/holds/catalogue.ts';
import type { HoldProfile } from '../../../lib/core/holds/profile.ts';
import { complaints, configText, targetOf } from './_files.ts';

const holdOf = (hold: unknown) => targetOf({ target: { traffic: 'mixed', hold } }).hold as HoldProfile;
const saying = (hold: unknown) => complaints(configText({ target: { traffic: 'mixed', hold } }));

describe('a hold of the catalogue', () => {
  it.each(CATALOGUE.filter(({ refusal }) => !refusal).map(({ id }) => id))('%s is taken by its name', (id) => {
    expect(holdOf(id)).toEqual(CATALOGUE.find((entry) => entry.id === id)?.profile);
  });

  it.each(CATALOGUE.filter(({ refusal }) => refusal).map(({ id }) => id))('%s is refused with the reason', (id) => {
    expect(saying(id)).toEqual([`${id} cannot be watched: ${CATALOGUE.find((entry) => entry.id === id)?.refusal}`]);
  });

  it('is found although it was mistyped', () => {
    expect(saying({ product: 'consull' })).toEqual(['unknown product "consull", did you mean "consul"?']);
  });

  it('takes a ceiling its product allows, and a share of it as spread', () => {
    expect(holdOf({ product: 'consul', ceiling: '160s' })).toMatchObject({ ceilingSeconds: 160, spreadSeconds: 10 });
  });

  it('refuses a ceiling its product never has', () => {
    expect(saying({ product: 'consul', ceiling: '700s' })).toEqual(['ceiling is 700s, allowed for consul: 0s to 10m']);
  });

  it('whose clients choose its length is taken with the length they choose', () => {
    expect(holdOf({ product: 'telegram-bot-api', ceiling: '30s' }).ceilingSeconds).toBe(30);
  });

  it('whose headers come early is refused whatever its length', () => {
    expect(saying({ product: 'couchdb', ceiling: '30s' })).toEqual([
      expect.stringContaining('the response time does not contain the hold'),
    ]);
  });

  it('has no settings of Fleet', () => {
    expect(saying({ product: 'consul', jitter: '10s' })).toEqual([
      'jitter is a setting of elastic-fleet, the product is consul',
    ]);
  });
});

describe('a hold of Elastic Fleet', () => {
  const fleet = (settings: Record<string, unknown>) => holdOf({ product: 'elastic-fleet', ...settings });
  const plain = fleet({});

  it('is the catalogued one where nothing is set', () => {
    expect(plain).toEqual(holdOf('elastic-fleet'));
  });

  // Each setting, changed alone, has an effect.
  it.each([
    ['longPoll', '10m', { ceilingSeconds: 600, cancels: false }],
    ['jitter', '0s', { spreadSeconds: 0 }],
    ['pollTimeout', '12m', { ceilingSeconds: 600 }],
    ['pollTimeout', '30m', { ceilingSeconds: 1680, cancels: true }],
    ['clientTimeout', '4m', { ceilingSeconds: 300, cancels: true }],
    ['cancelDebounce', '5m', { cancels: true }],
    ['backoff', '2m', { backoffSeconds: 180 }],
  ])('has %s: %s', (key, value, effect) => {
    expect(fleet({ [key]: value })).toMatchObject(effect);
    expect(fleet({ [key]: value })).not.toEqual(plain);
  });

  it('is not held for stand-alone agents, which is said', () => {
    expect(saying({ product: 'elastic-fleet', standalone: true })).toEqual([
      'stand-alone agents have no check-in, so nothing is held: use traffic requests without a hold',
    ]);
    expect(fleet({ standalone: 'off' })).toEqual(plain);
  });

  it('is longer than its jitter', () => {
    expect(saying({ product: 'elastic-fleet', longPoll: '60s', jitter: '60s' })).toEqual([
      'jitter is 1m, allowed: less than the hold of 1m, from which it is subtracted',
    ]);
  });

  it('has no ceiling beside the settings that make it', () => {
    expect(saying({ product: 'elastic-fleet', ceiling: '5m' })).toEqual([
      'ceiling is not a setting of Fleet, allowed: longPoll and pollTimeout',
    ]);
  });
});

describe("a hold of one's own", () => {
  it('needs its ceiling only', () => {
    expect(holdOf({ ceiling: '45s' })).toEqual({
      name: 'custom',
      ceilingSeconds: 45,
      spreadSeconds: 0,
      releaseLaw: 'message-driven',
      cancels: false,
      routes: [],
    });
  });

  it.each([
    ['spread', '-5s', { spreadSeconds: -5 }],
    ['spread', '10s', { spreadSeconds: 10 }],
    ['release', 'broadcast', { releaseLaw: 'broadcast' }],
    ['cancels', 'on', { cancels: true }],
    ['clientTimeout', '30s', { clientTimeoutSeconds: 30, cancels: true }],
    ['clientTimeout', '60s', { clientTimeoutSeconds: 60, cancels: false }],
    ['clientTimeout', '45s', { clientTimeoutSeconds: 45, cancels: true }],
    [
      'routes',
      [{ method: 'GET', path: '/poll/*', query: ['wait'] }],
      { routes: [{ method: 'GET', path: '/poll/*', query: ['wait'] }] },
    ],
  ])('takes %s: %j', (key, value, effect) => {
    expect(holdOf({ ceiling: '45s', [key]: value })).toEqual({ ...holdOf({ ceiling: '45s' }), ...effect });
  });

  it('is given up by clients that time out within what its spread adds, unless they are said not to', () => {
    const hold = { ceiling: '45s', spread: '10s', clientTimeout: '50s' };
    expect(holdOf(hold)).toMatchObject({ cancels: true });
    expect(holdOf({ ...hold, cancels: 'off' })).toMatchObject({ cancels: false });
  });

  it('of a product is given up by clients that time out before it ends', () => {
    expect(holdOf({ product: 'consul', clientTimeout: '310s' })).toMatchObject({ cancels: true });
    expect(holdOf({ product: 'consul', clientTimeout: '319s' })).toMatchObject({ cancels: false });
  });

  it('is longer than what its spread takes away', () => {
    expect(saying({ ceiling: '45s', spread: '-45s' })).toEqual([
      'spread is -45s, allowed: less than the hold of 45s, from which it is subtracted',
    ]);
  });

  it('is asked for its ceiling where that is missing', () => {
    expect(saying({ spread: '-5s' })).toEqual([
      'ceiling is missing, needed: a duration with its unit, 1s to 1d, such as 300s',
    ]);
  });

  it('may be declared for an exempt target, and need not', () => {
    const exempt = { traffic: 'exempt', reason: 'moves next year' };
    expect(targetOf({ target: { ...exempt, hold: { ceiling: '45s' } } }).hold?.ceilingSeconds).toBe(45);
    expect(targetOf({ target: exempt }).hold).toBeUndefined();
  });
});
