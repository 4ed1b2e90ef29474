import { describe, expect, it } from 'vitest';
import { sampleCount } from '../../../lib/core/assumptions/sample-count.ts';
import { samplesOf460 } from '../../../lib/core/assumptions/samples-of-460.ts';
import { samplesOf504 } from '../../../lib/core/assumptions/samples-of-504.ts';
import { askTraffic, minute } from './_probe.ts';

const answerOf = async (...args: Parameters<typeof askTraffic>) => (await askTraffic(...args)).answer;

describe('the number of samples', () => {
  it('is that of the requests where no error came between', async () => {
    const minutes = [minute({ requests: 10, samples: 10 }), minute({ requests: 9, samples: 4, elb504: 5, elb5xx: 5 })];
    expect(await askTraffic(sampleCount, minutes)).toEqual({
      answer: 'yes',
      seen: '10 requests and 10 samples in 1 minutes.',
    });
  });

  it('is another one where requests are missing', async () =>
    expect(await answerOf(sampleCount, [minute({ requests: 100, samples: 90 })])).toBe('no'));

  it('may be one off, when a request is counted before midnight and measured after', async () =>
    expect(await answerOf(sampleCount, [minute({ requests: 100, samples: 99 })])).toBe('yes'));
});

describe('requests that end with 504', () => {
  const severed = (samples: number) => [minute({ requests: 30, samples, elb504: 10, elb5xx: 10 })];
  it('leave no sample where as many are missing', async () =>
    expect(await answerOf(samplesOf504, severed(20))).toBe('yes'));
  it('leave one where none is missing', async () => expect(await answerOf(samplesOf504, severed(30))).toBe('no'));
  it('are in doubt where half are missing', async () =>
    expect(await answerOf(samplesOf504, severed(25))).toBe('unknown'));
  it('are in doubt where other errors came between', async () =>
    expect(
      await answerOf(samplesOf504, [
        minute({ requests: 30, samples: 20, elb504: 10, elb5xx: 12 }),
        minute({ requests: 30, samples: 20, elb504: 10, elb5xx: 10, elb4xx: 1 }),
      ]),
    ).toBe('unknown'));
});

describe('requests that end with 460', () => {
  it('leave no sample where some are missing', async () =>
    expect(await answerOf(samplesOf460, [minute({ requests: 30, samples: 27, elb4xx: 5 })])).toBe('yes'));
  it('are in doubt where none is missing: other 4xx are no requests', async () =>
    expect(await answerOf(samplesOf460, [minute({ requests: 30, samples: 30, elb4xx: 5 })])).toBe('unknown'));
});

it.each([sampleCount, samplesOf504, samplesOf460])(
  '$id is in doubt without traffic, or with a part of it',
  async (assumption) => {
    expect(await answerOf(assumption, [])).toBe('unknown');
    expect(await askTraffic(assumption, [minute({ requests: 9, samples: 9 })], 'half is missing')).toEqual({
      answer: 'unknown',
      seen: 'half is missing',
    });
  },
);
