import { compareText } from '../order.ts';
import { isRecord } from './canonical.ts';
import type { AlarmRecord } from './model.ts';
import { resolveTemplate } from './resolve-template.ts';
import { type AlarmType, alarmKind, deployedSettings, isAlarmType, readSettings } from './settings.ts';
import type { ResolvedResource, TemplateAlarms, TemplateContext } from './template.ts';

/** The alarms of a template, parsed JSON. Takes any value and never fails. */
export function alarmsOfTemplate(template: unknown, context: TemplateContext = {}): TemplateAlarms {
  const { resources, notes } = resolveTemplate(template, context);
  return { alarms: alarmsOfResources(resources, context.stack ?? ''), notes };
}

/** The alarms among resolved resources, by logical id. */
export function alarmsOfResources(resources: readonly ResolvedResource[], stack: string): AlarmRecord[] {
  const alarms: AlarmRecord[] = [];
  for (const { logicalId, type, properties, written, condition, kept } of resources) {
    if (!isAlarmType(type)) continue;
    const settings = readSettings(properties);
    alarms.push({
      stack,
      logicalId,
      kind: alarmKind(type, settings),
      ...nameOf(settings),
      properties: settings,
      ...(written && { written: readSettings(written) }),
      ...(condition !== undefined && { condition }),
      ...(kept && { kept }),
    });
  }
  return alarms.toSorted((a, b) => compareText(a.logicalId, b.logicalId));
}

/** Lists of DescribeAlarms' answer, and the kind of what they hold. */
const ANSWER = { MetricAlarms: 'metric', CompositeAlarms: 'composite', LogAlarms: 'log' } as const;

const TYPES = {
  metric: 'AWS::CloudWatch::Alarm',
  composite: 'AWS::CloudWatch::CompositeAlarm',
  log: 'AWS::CloudWatch::LogAlarm',
} as const satisfies Readonly<Record<string, AlarmType>>;

/** An alarm of an account, by the settings that DescribeAlarms tells. */
export function deployedAlarm(kind: keyof typeof TYPES, alarm: Readonly<Record<string, unknown>>): AlarmRecord {
  const properties = deployedSettings(alarm);
  const name = nameOf(properties);
  return {
    stack: '',
    logicalId: name.name ?? '',
    kind: alarmKind(TYPES[kind], properties),
    ...name,
    properties,
    deployed: true,
  };
}

/** The alarms of an answer of DescribeAlarms, by name; `undefined` where it is none. */
export function alarmsOfAnswer(answer: unknown): AlarmRecord[] | undefined {
  if (!isRecord(answer)) return undefined;
  const lists = Object.entries(ANSWER).filter(([list]) => Array.isArray(answer[list]));
  if (lists.length === 0) return undefined;
  return lists
    .flatMap(([list, kind]) => (answer[list] as unknown[]).filter(isRecord).map((alarm) => deployedAlarm(kind, alarm)))
    .toSorted((a, b) => compareText(a.logicalId, b.logicalId));
}

function nameOf({ AlarmName: name }: Readonly<Record<string, unknown>>): { name?: string } {
  return typeof name === 'string' && name !== '' ? { name } : {};
}
