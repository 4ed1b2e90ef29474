import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readRecording, writeRecording } from '../../../lib/adapters/recordings/recordings.ts';
import { backtest } from '../../../lib/core/backtest/backtest.ts';
import type { RecordingHeader } from '../../../lib/core/backtest/recording.ts';
import { StoredDistribution } from '../../../lib/core/statistics/distribution.ts';
import { anAlarm, DIMENSIONS, historyOf, START } from '../../core/backtest/_history.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdband-recordings-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const NAMESPACE = 'AWS/ApplicationELB';
const HEADER: RecordingHeader = {
  from: START,
  to: START + 600,
  account: '111122223333',
  region: 'us-east-2',
  source: 'access-logs',
  recordedAt: '2026-11-20T03:00:00.000Z',
  gaps: [{ from: START + 300, to: START + 360 }],
  notes: ['a note'],
  silent: [`${NAMESPACE} HTTPCode_Target_5XX_Count`],
};

function metricOf(minutes: readonly (readonly number[])[]) {
  const stored = minutes.flatMap((samples, i) =>
    samples.length > 0 ? [[START + 60 * i, StoredDistribution.of(samples)] as const] : [],
  );
  return { namespace: NAMESPACE, name: 'TargetResponseTime', dimensions: DIMENSIONS, minutes: new Map(stored) };
}

async function recorded(minutes: readonly (readonly number[])[], header = HEADER) {
  await writeRecording('one.gz', folder, header, { metrics: [metricOf(minutes)], series: [] });
  return readRecording('one.gz', folder);
}

const read = (stat: string) => ({
  namespace: NAMESPACE,
  metricName: 'TargetResponseTime',
  dimensions: DIMENSIONS,
  stat,
});

describe('a recording', () => {
  it('keeps what it is of', async () => {
    const { header, history } = await recorded([[0.1]]);

    expect(header).toMatchObject(HEADER);
    expect(history).toMatchObject({ from: START, to: START + 600, source: 'recording', gaps: HEADER.gaps });
  });

  it('gives every statistic as before, to the last digit', async () => {
    const minutes = fc.array(fc.array(fc.double({ min: 0, max: 4000, noNaN: true }), { maxLength: 8 }), {
      minLength: 10,
      maxLength: 10,
    });
    await fc.assert(
      fc.asyncProperty(minutes, async (samples) => {
        const before = historyOf(samples.map((minute) => (minute.length > 0 ? minute : undefined)));
        const { history } = await recorded(samples);
        for (const stat of [
          'Sum',
          'p95',
          'TC(0.826446281:9.8497326758)',
          'PR(:0.826446281)',
          'Maximum',
          'TM(5%:95%)',
        ]) {
          for (const period of [60, 300]) {
            expect(history.series(read(stat), period)?.values).toEqual(before.series(read(stat), period)?.values);
          }
        }
      }),
      { numRuns: 25 },
    );
  });

  it('knows a metric that was silent from one that was not recorded', async () => {
    const { history } = await recorded([[0.1]]);
    const errors = { ...read('Sum'), metricName: 'HTTPCode_Target_5XX_Count' };

    expect(history.series(errors, 60)?.values.every(Number.isNaN)).toBe(true);
    expect(history.series({ ...errors, metricName: 'HealthyHostCount' }, 60)).toBeUndefined();
  });

  it('replays to the same bytes', async () => {
    const samples = [[0.1], [2, 3], [], [0.2], [5]];
    const alarms = [
      anAlarm('p95'),
      anAlarm('average', { ExtendedStatistic: undefined, Statistic: 'Average', Period: 180 }),
    ];
    const header = { ...HEADER, to: START + 300, gaps: [], notes: [] };

    const { history } = await recorded(samples, header);

    const live = historyOf(samples.map((minute) => (minute.length > 0 ? minute : undefined)));
    expect(JSON.stringify(backtest(alarms, history))).toBe(JSON.stringify(backtest(alarms, live)));
  });

  it('keeps single statistics, too', async () => {
    const values = Float64Array.of(1, Number.NaN, 0.1);
    const series = [{ ...read('p99'), start: START, values }];
    await writeRecording('series.gz', folder, HEADER, { metrics: [], series });

    const { history } = await readRecording('series.gz', folder);

    expect(history.series(read('p99'), 60)).toEqual({ start: START, values });
    expect(history.series(read('p95'), 60)).toBeUndefined();
  });

  it('leaves nothing half-written where writing fails', async () => {
    const broken = {
      *[Symbol.iterator]() {
        yield metricOf([[1]]);
        throw new Error('the network is gone');
      },
    };
    await expect(writeRecording('broken.gz', folder, HEADER, { metrics: broken, series: [] })).rejects.toThrow(
      /broken.gz: the network is gone/,
    );
    expect(readdirSync(folder).filter((name) => name.startsWith('broken'))).toEqual([]);
  });
});

describe('a file that is no whole recording', () => {
  const spoilt = async (change: (bytes: Buffer) => Buffer): Promise<string> => {
    await writeRecording('good.gz', folder, HEADER, { metrics: [metricOf([[1], [2]])], series: [] });
    writeFileSync(join(folder, 'bad.gz'), change(readFileSync(join(folder, 'good.gz'))));
    return readRecording('bad.gz', folder).then(
      () => 'read',
      (error: Error) => error.message,
    );
  };
  const lines = (bytes: Buffer) => gunzipSync(bytes).toString().trimEnd().split('\n');
  const packed = (...text: string[]) => gzipSync(`${text.join('\n')}\n`);

  it.each<[string, (bytes: Buffer) => Buffer, RegExp]>([
    ['cut in the middle', (bytes) => bytes.subarray(0, bytes.length - 20), /bad.gz.*cut short/],
    [
      'without its last lines',
      (bytes) => packed(...lines(bytes).slice(0, -1)),
      /bad.gz:3: was cut short after 1 series/,
    ],
    ['with a series missing', (bytes) => packed(...lines(bytes).toSpliced(1, 1)), /has 0 series, 1 were written/],
    ['of another format', () => packed('{"hello":1}'), /is no recording of holdband/],
    ['that is not gzip', () => Buffer.from('{"format":"holdband-recording"}'), /not gzip/],
    ['that is empty', () => gzipSync(''), /is empty/],
    ['with a line that is no JSON', (bytes) => packed(lines(bytes)[0] as string, '{"a'), /bad.gz:2: is not JSON/],
  ])('is refused %s', async (_, change, message) => {
    expect(await spoilt(change)).toMatch(message);
  });

  it('is named where it is not there', async () => {
    await expect(readRecording('nowhere.gz', folder)).rejects.toThrow('nowhere.gz: no such file');
  });
});
