import { unknownWord } from '../../core/config/problems.ts';
import { InputError } from '../../core/errors.ts';
import { CALLS } from './calls.ts';
import { FAULTS, type FaultRule } from './faults.ts';

const FORM = 'CALL=FAULT, CALL=FAULT:TIMES or CALL=slow:TIMES:SECONDS';
const WHERE = '--fault';

/**
 * Reads a fault as a command line has it: `GetMetricData=throttle:2`, `*=slow:*:3`. Without a number, or with `*`, every call
 * runs into it.
 *
 * @throws InputError code `FaultRefused` with what is allowed in the wrong part's place
 */
export function readFault(text: string): FaultRule {
  const match = /^([^=]+)=([^:=]+)(?::([^:]*))?(?::([^:]*))?$/.exec(text);
  if (!match) throw refused(`${JSON.stringify(text)} is no fault; allowed: ${FORM}`);
  const [, call = '', word = '', times, seconds] = match;
  const calls = ['*', ...Object.values(CALLS).flatMap((calls) => Object.keys(calls))];
  if (!calls.includes(call)) throw refused(unknownWord('call', call, calls));
  const fault = FAULTS.find((known) => known === word);
  if (!fault) throw refused(unknownWord('fault', word, FAULTS));
  if (fault === 'partial-data' && call !== 'GetMetricData')
    throw refused(`partial-data is a fault of GetMetricData, not of ${call}`);
  if (seconds !== undefined && fault !== 'slow') throw refused(`${fault} takes no seconds; allowed: ${FORM}`);
  return {
    call,
    fault,
    ...(times !== undefined && times !== '*' && { times: numberIn(text, times, 'times', /^[1-9]\d{0,8}$/) }),
    ...(seconds !== undefined && { seconds: numberIn(text, seconds, 'seconds', /^\d{1,4}(\.\d+)?$/) }),
  };
}

function numberIn(text: string, part: string, what: string, form: RegExp): number {
  if (form.test(part)) return Number(part);
  const allowed = what === 'times' ? 'a whole number from 1, or *' : 'a number from 0 to 9999';
  throw refused(`${JSON.stringify(text)}: ${what} is ${JSON.stringify(part)}; allowed: ${allowed}`);
}

function refused(message: string): InputError {
  return new InputError('FaultRefused', { where: WHERE, message });
}
