import { evaluateComposite } from '../alarms/composite-evaluate.ts';
import { alarmsOf, parseCompositeRule } from '../alarms/composite-rule.ts';
import type { AlarmState } from '../alarms/definition.ts';
import type { AlarmRecord } from '../diff/model.ts';
import { InputError } from '../errors.ts';
import type { StateTimeline } from './model.ts';
import type { NoReplay } from './replay-metric.ts';

/** Timelines of alarms by name. */
export type Timelines = ReadonlyMap<string, StateTimeline>;

/** Names of the alarms that a composite's rule reads, without their ARNs' fronts. @throws InputError for a wrong rule */
export function childrenOf({ properties, logicalId, name }: AlarmRecord): string[] {
  const { AlarmRule: rule } = properties;
  if (typeof rule !== 'string') {
    throw new InputError('AlarmRefused', { where: name ?? logicalId, message: 'its AlarmRule is not known' });
  }
  return alarmsOf(parseCompositeRule(rule, name ?? logicalId)).map(nameOf);
}

/** Name of an alarm that may be given by its ARN. */
export function nameOf(alarm: string): string {
  return /^arn:[^:]*:cloudwatch:[^:]*:[^:]*:alarm:(.+)$/.exec(alarm)?.[1] ?? alarm;
}

/** States of a composite, and what they take for granted. */
export interface CompositeReplay extends StateTimeline {
  readonly notes: readonly string[];
}

/**
 * States of a composite from those of its children, minute by minute. A minute in which the state of any child is not
 * known is not known, unless the rule holds or fails whatever that child's state is. A child of which there is no history
 * at all counts as never in ALARM, which is said: else an alarm on a metric that access logs do not have, such as healthy
 * hosts, would hide what the others do.
 */
export function replayComposite(record: AlarmRecord, timelines: Timelines): CompositeReplay | NoReplay {
  const where = record.name ?? record.logicalId;
  const rule = parseCompositeRule(String(record.properties.AlarmRule), where);
  const all = childrenOf(record);
  const missing = all.filter((child) => !timelines.has(child));
  const children = all.filter((child) => timelines.has(child));
  if (children.length === 0) {
    const which =
      all.length === 0 ? 'its rule reads no alarm' : `its children ${missing.join(', ')} cannot be replayed`;
    return { unknown: which };
  }
  const known = children.map((child) => [child, timelines.get(child) as StateTimeline] as const);
  const start = Math.min(...known.map(([, timeline]) => timeline.start));
  const end = Math.max(...known.map(([, { start: first, states }]) => first + states.length * 60));
  const states: (AlarmState | undefined)[] = [];
  for (let at = start; at < end; at += 60) {
    const open: string[] = [];
    const now = new Map<string, AlarmState>(missing.map((child) => [child, 'OK']));
    for (const [child, timeline] of known) {
      const state = stateAt(timeline, at);
      if (state) now.set(child, state);
      else open.push(child);
    }
    states.push(stateOf(rule, now, open));
  }
  const notes =
    missing.length > 0 ? [`As if ${missing.join(', ')} had never been in ALARM: there is no history of that.`] : [];
  return { start, states, notes };
}

/** State at a time, `undefined` where it is not known. */
export function stateAt({ start, states }: StateTimeline, at: number): AlarmState | undefined {
  return states[Math.floor((at - start) / 60)];
}

/** Tried with all open children in ALARM and with all in OK: what both give holds anyway. */
function stateOf(
  rule: Parameters<typeof evaluateComposite>[0],
  now: ReadonlyMap<string, AlarmState>,
  open: readonly string[],
): AlarmState | undefined {
  if (open.length === 0) return evaluateComposite(rule, now);
  const outcomes = (['ALARM', 'OK', 'INSUFFICIENT_DATA'] as const).map((state) =>
    evaluateComposite(rule, new Map([...now, ...open.map((child) => [child, state] as const)])),
  );
  return new Set(outcomes).size === 1 && open.length === 1 ? outcomes[0] : undefined;
}
