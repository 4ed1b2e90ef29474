/** Fewer errors are noise, whatever their share: a load balancer makes a stray 502 now and then. */
const LEAST_ERRORS = 5;
/** Percent of the requests. */
const ERROR_SHARE = 5;

/** Whether so many errors are a finding: at least five, and more than 5 % of the requests. */
export function failing(errors: number, requests: number): boolean {
  return errors >= LEAST_ERRORS && errors > (ERROR_SHARE / 100) * requests;
}
