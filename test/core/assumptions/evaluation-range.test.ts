import { describe, expect, it } from 'vitest';
import { evaluationRange } from '../../../lib/core/assumptions/evaluation-range.ts';
import { standIn } from './_probe.ts';

/** OK from the first minute on, without data after so many seconds. */
const goneAfter = (seconds: number) =>
  standIn((after) => (after < 60 || after >= seconds ? 'INSUFFICIENT_DATA' : 'OK'));

describe('the evaluation range', () => {
  it('of 300 s is told by when the alarm loses its point', async () => {
    const { probe, points } = goneAfter(960);
    const answer = await evaluationRange(300).ask({ ...probe, waitSeconds: 7200 });

    expect(answer).toEqual({
      answer: 'yes',
      seen: expect.stringMatching(/^INSUFFICIENT_DATA came .* after the point: it looked back 2 periods further\.$/),
    });
    expect(points).toMatchObject([{ namespace: 'holdband-verify', metricName: 'holdband-verify-test-range-300' }]);
  });

  it('is another one where the point is lost sooner or later', async () => {
    expect(await evaluationRange(300).ask({ ...goneAfter(330).probe, waitSeconds: 7200 })).toMatchObject({
      answer: 'no',
    });
    expect(await evaluationRange(900).ask({ ...goneAfter(4520).probe, waitSeconds: 7200 })).toMatchObject({
      answer: 'no',
    });
  });

  it('is in doubt where the alarm changes between two periods', async () => {
    const answer = await evaluationRange(900).ask({ ...goneAfter(5000).probe, waitSeconds: 7200 });
    expect(answer).toMatchObject({ answer: 'unknown', seen: expect.stringContaining('no whole number of periods') });
  });

  it('of a minute cannot be told to the period', async () => {
    const { probe } = goneAfter(250);
    expect(await evaluationRange(60).ask({ ...probe, waitSeconds: 7200 })).toMatchObject({ answer: 'unknown' });
  });

  it('is not waited for without --wait', async () => {
    const { probe, puts } = goneAfter(960);
    expect(await evaluationRange(900).ask(probe)).toEqual({
      answer: 'unknown',
      seen: 'It needs --wait 85m or longer.',
    });
    expect(puts).toEqual([]);
  });

  it('is in doubt where nothing changes, and where nothing begins', async () => {
    const never = standIn(() => 'INSUFFICIENT_DATA');
    expect(await evaluationRange(300).ask({ ...goneAfter(1e9).probe, waitSeconds: 2400 })).toEqual({
      answer: 'unknown',
      seen: 'The alarm was still OK after 40 min.',
    });
    expect((await evaluationRange(300).ask({ ...never.probe, waitSeconds: 2400 })).seen).toContain(
      'never saw its point',
    );
  });
});
