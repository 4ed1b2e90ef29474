import type { Contradiction, EnvironmentDraft } from './draft.ts';

const ROLES = ['page', 'ticket', 'verdict'] as const;

/**
 * Settings of `notify` that nobody would read: subscriptions and a key are for topics the stack makes. Whoever gives them
 * beside topics of his own believes that somebody gets mail, or that messages are encrypted.
 */
export function unreadSettings({ path, settings }: EnvironmentDraft): Contradiction[] {
  const { notify, runbook } = settings ?? {};
  if (typeof notify !== 'object') return [];
  const runbookIsOn = runbook?.on ?? true;
  const made = ROLES.filter((role) => notify[role] === undefined && (role !== 'verdict' || runbookIsOn));
  if (made.length > 0) return [];
  const given = runbookIsOn ? 'page, ticket and verdict are' : 'page and ticket are';
  const message = (key: string) =>
    `${key} is given, allowed: beside topics the stack makes, but ${given} topics of yours`;
  const found: Contradiction[] = [];
  if (notify.subscribe !== undefined)
    found.push({ path: [...path, 'notify', 'subscribe'], message: message('subscribe') });
  // With a key the runbook may publish to an encrypted topic of yours.
  if (notify.key !== undefined && !runbookIsOn)
    found.push({ path: [...path, 'notify', 'key'], message: message('key') });
  return found;
}
