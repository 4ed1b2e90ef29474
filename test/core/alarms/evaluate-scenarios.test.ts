import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { indexAt, runScenario } from './_scenario.ts';

const FOLDER = join(import.meta.dirname, '../../scenarios');
const files = readdirSync(FOLDER).filter((name) => name.endsWith('.yaml'));

describe.each(files)('%s', (file) => {
  const { story, evaluation, expect: expected } = runScenario(readFileSync(join(FOLDER, file), 'utf8'), file);

  it.each(expected)(`${story}: at $at it is $state`, ({ at, state, because, undefined: other }) => {
    const index = indexAt(evaluation, at);
    expect(evaluation.state(index)).toBe(state);
    expect(evaluation.reason(index).slice(0, because?.length ?? 0)).toBe(because ?? '');
    expect(evaluation.otherReading(index)?.state).toBe(other);
  });
});
