import type { Config } from '../../core/config/config.ts';
import type { RuledFindings } from '../../core/config/rules.ts';
import type { FindingSeverity } from '../../core/config/schema.ts';
import type { IoHost } from '../../core/io.ts';
import { onOneLine } from '../reporters/plain.ts';

/* What commands say of how the config weighs their findings. */

/** Says which settings of rules hold no longer: their rules are as ever. */
export function sayExpired(
  expired: RuledFindings<unknown>['expired'],
  { positions }: Pick<Config, 'positions'>,
  io: Pick<IoHost, 'warn'>,
): void {
  for (const { rule, until, reason } of expired) {
    const why = reason === undefined ? '' : `; its reason was: ${onOneLine(reason)}`;
    io.warn(`holdband: ${positions.at(['rules', rule])}: the setting of ${rule} ended on ${until}${why}`);
  }
}

/** `error`, `warning or heavier`: the findings that breach a policy. */
export function atLeast(failOn: FindingSeverity): string {
  return failOn === 'error' ? failOn : `${failOn} or heavier`;
}
