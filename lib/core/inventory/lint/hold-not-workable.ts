import { bandsFor, isRefusal } from '../../holds/bands.ts';
import { catalogueEntry } from '../../holds/catalogue.ts';
import { heldBy, type LintRule } from './rule.ts';

/** Error: slow requests and long polls of this hold cannot be told apart by their length. */
export const holdNotWorkable: LintRule = {
  id: 'hold-not-workable',
  severity: 'error',
  check(target) {
    const profile = heldBy(target);
    // An exempt target group has no latency alarms that would need bands.
    if (!profile || target.traffic === 'exempt') return undefined;
    const entry = catalogueEntry(profile.name);
    // A hold that the clients choose works once somebody said what they choose: then the profile is not the catalogue's.
    const asCatalogued = entry?.profile === profile || entry?.headers === 'early' || entry?.held === false;
    if (entry?.refusal !== undefined && asCatalogued) {
      return { message: `${entry.product}: ${entry.refusal}`, advice: `see holdband holds ${entry.id}` };
    }
    const bands = bandsFor(target.objectiveSeconds, profile, target.idleTimeoutSeconds);
    if (!isRefusal(bands)) return undefined;
    const advice =
      bands.code === 'ceiling-below-five-objectives'
        ? 'give the held route its own target group by a listener rule, or lower the objective'
        : 'lower the objective, or raise the idle timeout of the load balancer where it is below the hold';
    return { message: bands.reason, advice };
  },
};
