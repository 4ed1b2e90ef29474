import type { AlarmState } from '../../core/alarms/definition.ts';
import { compareText } from '../../core/order.ts';

/** What suppresses the actions of a composite. */
export type Suppression = 'WaitPeriod' | 'ExtensionPeriod' | 'Alarm';

/** A state and why. */
export interface StateShown {
  readonly state: AlarmState;
  readonly reason: string;
  /** JSON text. */
  readonly reasonData?: string;
  /** Epoch seconds. */
  readonly stateChangedAt: number;
  /** @default - actions are not suppressed */
  readonly suppressedBy?: Suppression;
}

/** An alarm as DescribeAlarms shows it: what was put, and the state. */
export interface StoredAlarm extends StateShown {
  readonly kind: 'MetricAlarm' | 'CompositeAlarm';
  readonly name: string;
  readonly arn: string;
  /** As put, without what only a call has. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** When the settings were put, and when the state was set, also to what it was. Epoch seconds. */
  readonly configuredAt: number;
  readonly updatedAt: number;
}

export const HISTORY_TYPES = ['ConfigurationUpdate', 'StateUpdate', 'Action'] as const;

export interface HistoryItem {
  readonly alarm: string;
  readonly kind: StoredAlarm['kind'];
  /** Epoch seconds. */
  readonly at: number;
  readonly type: (typeof HISTORY_TYPES)[number];
  readonly summary: string;
  /** JSON. */
  readonly data: string;
}

const NEW_ALARM = 'Unchecked: Initial alarm creation';

/** The alarms of an account and their history. */
export class AlarmStore {
  readonly #alarms = new Map<string, StoredAlarm>();
  /** Oldest first. */
  readonly history: HistoryItem[] = [];
  /** Is told every entry as it is written. */
  onRecord: ((item: HistoryItem) => void) | undefined;

  get(name: string): StoredAlarm | undefined {
    return this.#alarms.get(name);
  }

  /** Sorted by name. */
  all(): StoredAlarm[] {
    return [...this.#alarms.values()].sort((a, b) => compareText(a.name, b.name));
  }

  /** Creates an alarm, or replaces the settings of one and keeps its state. */
  put(alarm: Pick<StoredAlarm, 'kind' | 'name' | 'arn' | 'settings'>, at: number): void {
    const old = this.#alarms.get(alarm.name);
    const fresh = { state: 'INSUFFICIENT_DATA', reason: NEW_ALARM, stateChangedAt: at } as const;
    this.#alarms.set(alarm.name, { ...fresh, ...old, ...alarm, configuredAt: at, updatedAt: old?.updatedAt ?? at });
    const type = old ? 'Update' : 'Create';
    this.record({
      alarm: alarm.name,
      kind: alarm.kind,
      at,
      type: 'ConfigurationUpdate',
      summary: `Alarm "${alarm.name}" ${old ? 'updated' : 'created'}`,
      data: JSON.stringify({ version: '1.0', type, [`${type.toLowerCase()}dAlarm`]: alarm.settings }),
    });
  }

  /** Its history stays. */
  remove(name: string, at: number): void {
    const alarm = this.#alarms.get(name);
    if (!alarm) return;
    this.#alarms.delete(name);
    const data = JSON.stringify({ version: '1.0', type: 'Delete', deletedAlarm: alarm.settings });
    const { kind } = alarm;
    this.record({ alarm: name, kind, at, type: 'ConfigurationUpdate', summary: `Alarm "${name}" deleted`, data });
  }

  /** Sets a state, and writes history where it is another one than before. */
  setState(
    alarm: StoredAlarm,
    to: Pick<StateShown, 'state' | 'reason' | 'reasonData' | 'suppressedBy'>,
    at: number,
  ): void {
    const { reasonData: _data, suppressedBy: _by, ...rest } = alarm;
    const changed = to.state !== alarm.state;
    // A state whose suppression ends is shown as one that began then.
    const released = alarm.suppressedBy !== undefined && to.suppressedBy === undefined;
    const stateChangedAt = changed || released ? at : alarm.stateChangedAt;
    const updated = { ...rest, ...to, updatedAt: at, stateChangedAt };
    this.#alarms.set(alarm.name, updated);
    if (!changed) return;
    const summary = `Alarm updated from ${alarm.state} to ${to.state}`;
    const data = JSON.stringify({ version: '1.0', oldState: historyState(alarm), newState: historyState(to) });
    this.record({ alarm: alarm.name, kind: alarm.kind, at, type: 'StateUpdate', summary, data });
  }

  record(item: HistoryItem): void {
    this.history.push(item);
    this.onRecord?.(item);
  }
}

function historyState({ state, reason, reasonData }: Pick<StoredAlarm, 'state' | 'reason' | 'reasonData'>): object {
  return {
    stateValue: state,
    stateReason: reason,
    ...(reasonData !== undefined && { stateReasonData: JSON.parse(reasonData) }),
  };
}
