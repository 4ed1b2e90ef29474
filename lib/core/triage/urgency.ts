import type { VerdictId } from './verdict.ts';

/** What a verdict asks of somebody who was woken, most urgent first. */
export const URGENCIES = ['get-up', 'look-in-working-hours', 'nothing-to-do'] as const;
export type Urgency = (typeof URGENCIES)[number];

const URGENCY: { readonly [id in VerdictId]: Urgency } = {
  'no-data': 'look-in-working-hours',
  'clients-gone': 'get-up',
  'severed-holds': 'look-in-working-hours',
  'hold-overruns': 'look-in-working-hours',
  'poll-storm': 'get-up',
  'target-errors': 'get-up',
  'idle-long-polls-and-slow-requests': 'get-up',
  'slow-requests': 'get-up',
  'not-separable': 'look-in-working-hours',
  'idle-long-polls': 'nothing-to-do',
  normal: 'nothing-to-do',
};

/** How urgent a verdict is. */
export function urgencyOf(verdict: VerdictId): Urgency {
  return URGENCY[verdict];
}
