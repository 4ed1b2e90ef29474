import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../../../lib/core/config/config.ts';
import { DIFF_RULES } from '../../../lib/core/diff/rules.ts';

const FOLDER = join(import.meta.dirname, '../../../docs/rules');
const EXAMPLE = readFileSync(join(import.meta.dirname, '../../../holdband.yaml'), 'utf8');
const HEADS = [
  'What it looks at',
  'Example',
  'Settings',
  'How to turn it off',
  'How to snooze it until a date',
] as const;
const read = (file: string) => readFileSync(join(FOLDER, file), 'utf8');

/** Text of a page under each of its heads. */
function sections(page: string): Map<string, string> {
  return new Map(
    page
      .split(/^## /m)
      .slice(1)
      .map((part) => [part.slice(0, part.indexOf('\n')), part.slice(part.indexOf('\n')).trim()]),
  );
}

/** The `rules:` blocks of a page, each in the example's config. */
function configsOf(page: string): string[] {
  const blocks = [...page.matchAll(/```yaml\n(rules:\n[\s\S]*?)```/g)].map(([, block = '']) => block);
  return blocks.map((block) => `${EXAMPLE}\n${block}`);
}

describe.each(DIFF_RULES.map(({ id, severity }) => [id, severity] as const))('docs/rules/%s.md', (id, severity) => {
  it('has the heads of every page, in order, with something under each', () => {
    const found = sections(read(`${id}.md`));

    expect([...found.keys()]).toEqual(HEADS);
    for (const text of found.values()) expect(text.length).toBeGreaterThan(15);
  });

  it('shows the rule with its severity', () => {
    const page = sections(read(`${id}.md`));

    expect(page.get('Settings')).toContain(`Severity \`${severity}\``);
    expect(page.get('Example')).toContain(`${severity} ${id} `);
  });

  it('has settings that holdband.yaml takes', () => {
    const configs = configsOf(read(`${id}.md`));

    expect(configs).toHaveLength(3);
    for (const config of configs) {
      expect(readConfig(config, 'holdband.yaml').settings.rules?.[id]).toMatchObject({ severity: 'off' });
    }
  });
});

describe('docs/rules', () => {
  it('has a page for each rule and no other', () => {
    const pages = readdirSync(FOLDER).filter((file) => file !== 'README.md');

    expect(pages.sort()).toEqual(DIFF_RULES.map(({ id }) => `${id}.md`).sort());
  });

  it('lists every rule with its severity, in the order of the code', () => {
    const rows = [...read('README.md').matchAll(/^\| \[(.+?)\]\((.+?)\) \| (\w+) \|/gm)].map((row) => row.slice(1));

    expect(rows).toEqual(DIFF_RULES.map(({ id, severity }) => [id, `${id}.md`, severity]));
  });
});
