/** A sentence as part of another: without its full stop. */
export function withoutStop(sentence: string): string {
  return sentence.replace(/\.$/, '');
}

/** A sentence as the message of a finding, or behind a colon: without capital and full stop. */
export function asClause(sentence: string): string {
  return `${sentence.slice(0, 1).toLowerCase()}${withoutStop(sentence.slice(1))}`;
}
