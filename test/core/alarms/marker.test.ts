import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Marker, parseMarker, printMarker } from '../../../lib/core/alarms/marker.ts';

const FLEET: Marker = {
  targetGroup: 'targetgroup/fleet/943f017f100becff',
  loadBalancer: 'app/elastic/50dc6c495c0c9188',
  hold: { ceilingSeconds: 300, spreadSeconds: -30 },
  slow: { from: 0.826446281, to: 9.8497326758, sharePercent: 2.5 },
};

/** Seconds as configs have them: at most ten decimals, as a bound may have. */
const seconds = fc.integer({ min: 1, max: 4_000_000 }).map((thousandths) => thousandths / 1000);
const word = fc.stringMatching(/^[a-z0-9/-]{1,40}$/);
const markers: fc.Arbitrary<Marker> = fc.record(
  {
    targetGroup: word,
    loadBalancer: word,
    hold: fc.record({
      ceilingSeconds: seconds,
      spreadSeconds: fc.oneof(
        fc.constant(0),
        seconds,
        seconds.map((s) => -s),
      ),
    }),
    slow: fc.record({ from: seconds, to: seconds, sharePercent: seconds }, { requiredKeys: ['from'] }),
  },
  { requiredKeys: ['loadBalancer'] },
);

describe('printMarker', () => {
  it('prints target group, load balancer, hold and slow band', () => {
    expect(printMarker(FLEET)).toBe(
      'holdband:1 tg=targetgroup/fleet/943f017f100becff lb=app/elastic/50dc6c495c0c9188 hold=300-30 slow=0.826446281:9.8497326758 share=2.5',
    );
  });

  it.each([
    [{ ceilingSeconds: 300, spreadSeconds: 18.75 }, 'hold=300+18.75'],
    [{ ceilingSeconds: 25, spreadSeconds: 0 }, 'hold=25'],
  ])('prints %j as %s', (hold, text) => {
    expect(printMarker({ ...FLEET, hold })).toContain(` ${text} `);
  });

  it('leaves the hold out where nothing is held, and the slow band open', () => {
    const { targetGroup, loadBalancer } = FLEET;

    expect(printMarker({ targetGroup, loadBalancer, slow: { from: 1 } } as Marker)).toMatch(/9188 slow=1:$/);
  });
});

describe('parseMarker', () => {
  it('reads back what was printed', () => {
    fc.assert(
      fc.property(markers, (marker) => {
        expect(parseMarker(printMarker(marker))).toEqual(marker);
      }),
    );
  });

  it('finds the line below other text', () => {
    expect(parseMarker(`fleet is slow.\nsee holdband:1 in the docs\n${printMarker(FLEET)}`)).toEqual(FLEET);
  });

  it('takes the last marker where somebody pasted another above', () => {
    expect(parseMarker(`holdband:1 lb=app/other/1\n${printMarker(FLEET)}\n`)).toEqual(FLEET);
  });

  it('passes over keys it does not know', () => {
    expect(parseMarker(`${printMarker(FLEET)} team=search flag`)).toEqual(FLEET);
  });

  it.each(['', 'CPU is high', 'holdband:2 lb=app/x/1', 'holdband:10 lb=app/x/1', 'about holdband:1 lb=app/x/1'])(
    'finds nothing in "%s"',
    (description) => {
      expect(parseMarker(description)).toBeUndefined();
    },
  );

  it.each([
    'holdband:1 tg=targetgroup/x/1',
    'holdband:1 lb=app/x/1 hold=300-',
    'holdband:1 lb=app/x/1 slow=0.8',
    'holdband:1 lb=app/x/1 slow=1: share=5%',
  ])('refuses the damaged line "%s"', (line) => {
    expect(parseMarker(line)).toBeUndefined();
  });
});
