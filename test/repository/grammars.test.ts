import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { generateParser, grammarFiles, parserFile } from '../../scripts/grammars/generate.ts';

const ROOT = join(import.meta.dirname, '../..');

it('finds the grammars', () => {
  expect(grammarFiles(ROOT)).toContain('lib/core/alarms/math/math.peggy');
});

it.each(grammarFiles(ROOT))('the parser beside %s is what the grammar makes: npm run grammars', (file) => {
  expect(readFileSync(join(ROOT, parserFile(file)), 'utf8')).toBe(generateParser(ROOT, file));
});
