import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import peggy from 'peggy';

/** Every grammar of the library, as paths from the root of the repository. */
export function grammarFiles(root: string): string[] {
  return globSync('lib/**/*.peggy', { cwd: root }).sort();
}

/** Where a grammar's parser is checked in: beside it. */
export function parserFile(grammarFile: string): string {
  return grammarFile.replace(/\.peggy$/, '.generated.ts');
}

/**
 * The parser as TypeScript: peggy writes JavaScript, which is TypeScript once the checker is told to leave it alone, and
 * the build compiles it with everything else.
 */
export function generateParser(root: string, grammarFile: string): string {
  const code = peggy.generate(readFileSync(join(root, grammarFile), 'utf8'), {
    output: 'source',
    format: 'es',
    grammarSource: grammarFile,
  });
  return `// @ts-nocheck: written by npm run grammars from ${grammarFile}\n${code}`;
}
