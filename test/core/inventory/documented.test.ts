import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CATALOGUE } from '../../../lib/core/holds/catalogue.ts';
import { LINT_RULES } from '../../../lib/core/inventory/lint.ts';

const page = readFileSync(new URL('../../../docs/holds.md', import.meta.url), 'utf8');
const listed = [...page.matchAll(/^\| `([a-z-]+)` *\| (error|warning|info) *\|/gm)].map(
  (row) => `${row[1]}: ${row[2]}`,
);

describe('docs/holds.md', () => {
  it('lists every lint rule with its severity, and no other', () => {
    expect(listed.toSorted()).toEqual(LINT_RULES.map(({ id, severity }) => `${id}: ${severity}`).toSorted());
  });
  it('knows how many products there are', () => expect(page).toContain(`lists ${CATALOGUE.length} products`));
});
