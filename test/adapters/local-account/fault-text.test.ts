import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readFault } from '../../../lib/adapters/local-account/fault-text.ts';
import { FAULTS } from '../../../lib/adapters/local-account/faults.ts';

describe('a fault of a command line', () => {
  it.each([
    ['GetMetricData=throttle', { call: 'GetMetricData', fault: 'throttle' }],
    ['GetMetricData=throttle:2', { call: 'GetMetricData', fault: 'throttle', times: 2 }],
    ['*=cut:*', { call: '*', fault: 'cut' }],
    ['Publish=slow:1:0.5', { call: 'Publish', fault: 'slow', times: 1, seconds: 0.5 }],
    ['*=slow:*:3', { call: '*', fault: 'slow', seconds: 3 }],
  ])('%s is understood', (text, rule) => {
    expect(readFault(text)).toEqual(rule);
  });

  it.each([
    ['throttle', 'allowed: CALL=FAULT'],
    ['GetMetricDate=throttle', 'did you mean "GetMetricData"?'],
    ['GetMetricData=throtle', 'did you mean "throttle"?'],
    ['Publish=partial-data', 'partial-data is a fault of GetMetricData, not of Publish'],
    ['GetMetricData=throttle:0', 'times is "0"; allowed: a whole number from 1, or *'],
    ['GetMetricData=throttle:2:3', 'throttle takes no seconds'],
    ['GetMetricData=slow:*:soon', 'seconds is "soon"; allowed: a number from 0 to 9999'],
    ['GetMetricData=slow:1:2:3', 'is no fault'],
  ])('%s is refused with what is allowed', (text, message) => {
    expect(() => readFault(text)).toThrow(message);
  });

  it('is read as it is written', () => {
    const written = fc.record({ fault: fc.constantFrom(...FAULTS), times: fc.integer({ min: 1, max: 999 }) });
    fc.assert(
      fc.property(written, ({ fault, times }) => {
        expect(readFault(`GetMetricData=${fault}:${times}`)).toEqual({ call: 'GetMetricData', fault, times });
      }),
    );
  });
});
