import type { MetricAlarm } from '../../core/alarms/evaluate-alarm.ts';
import type { Evaluation } from '../../core/alarms/evaluate-result.ts';
import type { Style } from '../context.ts';
import { plainTable } from '../table.ts';
import { plain } from './plain.ts';

/** `{schema, alarm, states, final}` on one line; one entry per evaluation. */
export function evaluationJson(alarm: MetricAlarm, evaluation: Evaluation): string {
  const states = Array.from({ length: evaluation.length }, (_, index) => {
    const other = evaluation.otherReading(index);
    return {
      at: timeText(evaluation.at(index)),
      state: evaluation.state(index),
      datapoints: evaluation.used(index).values,
      ...(other && { undefined: other }),
    };
  });
  return `${JSON.stringify({ schema: 1, alarm: alarm.name, states, final: evaluation.final })}\n`;
}

/** The first state and every change, with the reason; then what stays open. */
export function evaluationText(alarm: MetricAlarm, evaluation: Evaluation, style: Style): string {
  const rows: string[][] = [];
  const open: number[] = [];
  for (let index = 0; index < evaluation.length; index++) {
    const state = evaluation.state(index);
    if (evaluation.otherReading(index)) open.push(index);
    if (index > 0 && state === evaluation.state(index - 1)) continue;
    const marked = state === 'ALARM' ? style.red(state) : state === 'OK' ? style.green(state) : style.yellow(state);
    rows.push([timeText(evaluation.at(index)), marked, evaluation.reason(index)]);
  }
  const evaluations = evaluation.length === 1 ? '1 evaluation' : `${evaluation.length} evaluations`;
  const lines = [`${plain(alarm.name)}: ${evaluation.final} after ${evaluations}`, '', plainTable([], rows).trimEnd()];
  const [first] = open;
  if (first !== undefined) {
    const other = evaluation.otherReading(first);
    const at = open.length === 1 ? 'at one evaluation' : `at ${open.length} evaluations`;
    lines.push('', `Not known ${at}, first ${timeText(evaluation.at(first))}: ${other?.state} ${other?.because}.`);
  }
  return `${lines.join('\n')}\n`;
}

function timeText(epochSeconds: number): string {
  return new Date(epochSeconds * 1000).toISOString().replace('.000Z', 'Z');
}
