import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CHECK_RULE_IDS, CHECK_RULES } from '../../../../lib/core/inventory/check/rules.ts';

const page = readFileSync(new URL('../../../../docs/check.md', import.meta.url), 'utf8');
const rows = [...page.matchAll(/^\| \[`([a-z-]+)`\]\(#([a-z-]+)\) \| (error|warning|info) \|/gm)].map((row) =>
  row.slice(1),
);
const sections = new Map(
  page
    .split(/^### /m)
    .slice(1)
    .map((part) => [part.slice(0, part.indexOf('\n')), part.slice(part.indexOf('\n')).trim()]),
);

describe('docs/check.md', () => {
  it('lists every rule with its severity, in the order of the code', () => {
    expect(rows).toEqual(CHECK_RULES.map(({ id, severity }) => [id, id, severity]));
  });

  it.each([...CHECK_RULE_IDS])('has a section on %s that begins with its severity', (id) => {
    const severity = CHECK_RULES.find((rule) => rule.id === id)?.severity ?? 'info';

    expect(sections.get(id)?.toLowerCase()).toMatch(new RegExp(`^${severity}\\b`));
  });

  it('says of each rule whether a setting can be for some alarms', () => {
    const ofAlarms = CHECK_RULES.filter((rule) => rule.ofAlarms).map(({ id }) => `\`${id}\``);

    for (const id of ofAlarms) expect(page).toMatch(new RegExp(`Rules about alarms[^:]*${id}`));
  });
});
