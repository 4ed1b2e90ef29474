import { Duration } from 'aws-cdk-lib';
import { describe, expect, it } from 'vitest';
import { HoldProfile, Releases } from '../../lib/constructs/hold-profile.ts';
import { CATALOGUE } from '../../lib/core/holds/catalogue.ts';
import { fleetProfile } from '../../lib/core/holds/fleet.ts';

describe('HoldProfile', () => {
  it.each(CATALOGUE.filter(({ refusal }) => refusal === undefined))('knows $id of the catalogue', ({ id, profile }) => {
    expect(HoldProfile.fromCatalogue(id).data).toEqual(profile);
  });

  it.each(CATALOGUE.filter(({ refusal }) => refusal !== undefined))(
    'refuses $id with the reason',
    ({ id, refusal }) => {
      expect(() => HoldProfile.fromCatalogue(id)).toThrow(refusal);
    },
  );

  it('fails when the product is not in the catalogue, and lists those that are', () => {
    expect(() => HoldProfile.fromCatalogue('fleet')).toThrow(/no such product: "fleet"; known are elastic-fleet, /);
  });

  it.each([
    ['longPoll', { longPoll: Duration.minutes(10) }, { longPoll: 600 }],
    ['jitter', { jitter: Duration.seconds(0) }, { jitter: 0 }],
    ['pollTimeout', { pollTimeout: Duration.minutes(12) }, { pollTimeout: 720 }],
    ['clientTimeout', { clientTimeout: Duration.minutes(2) }, { clientTimeout: 120 }],
    ['cancelDebounce', { cancelDebounce: Duration.millis(2500) }, { cancelDebounce: 2.5 }],
    ['backoff', { backoff: Duration.seconds(5) }, { backoff: 5 }],
  ])("passes Fleet's %s on in seconds", (_, options, settings) => {
    const { data } = HoldProfile.elasticFleet(options);

    expect(data).toEqual(fleetProfile(settings));
    expect(data).not.toEqual(fleetProfile());
  });

  it('subtracts or adds the spread of a custom hold', () => {
    const ceiling = Duration.seconds(60);
    const subtracted = HoldProfile.custom({ ceiling, spreadSubtracted: Duration.seconds(5) });
    const added = HoldProfile.custom({ ceiling, spreadAdded: Duration.millis(3750) });

    expect(subtracted.data).toMatchObject({ ceilingSeconds: 60, spreadSeconds: -5, releaseLaw: 'message-driven' });
    expect(added.data.spreadSeconds).toBe(3.75);
  });

  it('takes how polls end and whether clients give them up', () => {
    const { data } = HoldProfile.custom({ ceiling: Duration.seconds(60), releases: Releases.BROADCAST, cancels: true });

    expect(data).toMatchObject({ releaseLaw: 'broadcast', cancels: true, spreadSeconds: 0 });
  });

  it('fails when a spread is both subtracted and added', () => {
    const spread = Duration.seconds(5);
    const options = { ceiling: Duration.seconds(60), spreadSubtracted: spread, spreadAdded: spread };
    expect(() => HoldProfile.custom(options)).toThrow(/not both: got 5 s and 5 s/);
  });

  it.each([0, 5])('fails when the ceiling is %s s and 5 s are subtracted from it', (seconds) => {
    const options = { ceiling: Duration.seconds(seconds), spreadSubtracted: Duration.seconds(5) };
    expect(() => HoldProfile.custom(options)).toThrow(/above the spread subtracted from it, got: /);
  });
});
