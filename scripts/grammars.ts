import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateParser, grammarFiles, parserFile } from './grammars/generate.ts';

// npm run grammars: writes the parser beside every .peggy file anew; a test fails when one is stale.
const root = join(import.meta.dirname, '..');
for (const file of grammarFiles(root)) {
  writeFileSync(join(root, parserFile(file)), generateParser(root, file));
  process.stdout.write(`${parserFile(file)}\n`);
}
