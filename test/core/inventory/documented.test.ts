import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CATALOGUE } from '../../../lib/core/holds/catalogue.ts';
import { LINT_RULES } from '../../../lib/core/inventory/lint.ts';

const page = readFileSync(new URL('../../../docs/holds.md', import.meta.url), 'utf8');

describe('docs/holds.md', () => {
  it.each(LINT_RULES.map(({ id, severity }) => [id, severity]))(
    'lists rule %s with its severity, %s',
    (id, severity) => {
      expect(page).toContain(`| \`${id}\` | ${severity} |`);
    },
  );
  it('lists no rule that does not exist', () => {
    const listed = [...page.matchAll(/^\| `([a-z-]+)` \| (?:error|warning|info) \|/gm)].map((row) => row[1]);
    expect(listed.toSorted()).toEqual(LINT_RULES.map(({ id }) => id).toSorted());
  });
  it('knows how many products there are', () => expect(page).toContain(`lists ${CATALOGUE.length} products`));
});
