import type { Place, ReportedAlarm } from './event-types.ts';
import { locateComposite } from './targets-composite.ts';
import { type Located, type Locating, readOurs, resolve, targetOf } from './targets-resolve.ts';
import { markerOf, notJudged, notNamed, type Subject, subjectsOf } from './targets-watched.ts';

/**
 * What an alarm is about: by the marker line of its own description, without a read; of a composite by one DescribeAlarms;
 * of an alarm that holdband did not make by the dimensions of its metrics, with hold and bands where holdband watches the
 * same target group. An alarm on a whole load balancer is about the target groups behind it.
 */
export async function locate(alarm: ReportedAlarm, locating: Locating): Promise<Located> {
  const marker = markerOf(alarm);
  const composite = alarm.rule !== undefined || alarm.triggeredBy.length > 0;
  if (marker?.targetGroup && !composite) {
    return { targets: [targetOf(marker, alarm.place)], problems: [], ours: true };
  }
  const subjects = subjectsOf(alarm);
  const isMetricAlarm = alarm.metrics.length > 0 || alarm.contributor !== undefined;
  const elsewhere = alarm.metrics.find(({ account }) => account !== undefined && account !== alarm.place.account);
  if (elsewhere) {
    const nothing = `${alarm.name} watches metrics of account ${elsewhere.account}, and this function reads ${alarm.place.account} only.`;
    return { targets: [], problems: [], nothing, ours: false };
  }
  const unnamed = subjects.length === 0 ? notNamed(alarm.name, alarm) : [];
  if (unnamed.length > 0) return { targets: [], problems: unnamed, ours: false };
  if (isMetricAlarm && subjects.length === 0) {
    const watched = alarm.metrics.map(({ namespace, name }) => `${namespace} ${name}`.trim());
    const what = watched.length === 0 ? '' : ` It watches ${[...new Set(watched)].join(', ')}.`;
    const nothing = `${alarm.name} has to do with no target group, so there is nothing to judge.${what}`;
    return { targets: [], problems: [], nothing, ours: false };
  }
  if (!isMetricAlarm) return locateComposite(alarm, locating);
  const { targets, problems } = await resolve(subjects, alarm.place, locating, () => readOurs(locating));
  const others = marker ? [] : notJudged(alarm.name, alarm);
  return { targets, problems: [...others, ...problems], ours: marker !== undefined };
}

/** What a person or a dashboard asked for, with hold and bands where holdband watches it. */
export async function locateTargetGroup(fullName: string, place: Place, locating: Locating): Promise<Located> {
  const subject: Subject = { targetGroup: fullName, settings: {}, ours: false };
  const { targets, problems } = await resolve([subject], place, locating, () => readOurs(locating));
  return { targets, problems, ours: false };
}
