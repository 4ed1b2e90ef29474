import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { answerRecordedResponse, recordedResponses } from './conformance/api-responses.ts';
import { answerEmulator, answerTables } from './conformance/missing-data.ts';
import { answerRecorded } from './conformance/recorded.ts';
import { answerTemplatePair, templatePairs } from './conformance/template-pairs.ts';
import { type Answer, differing } from './conformance/truth.ts';

// npm run conformance -- DIR: the evaluator against a folder of truth files, the diff against pairs of templates and the adapters
// against recorded API responses, by default those in test/_fixtures.
const folder = process.argv[2] ?? join(import.meta.dirname, '../test/_fixtures');

interface TruthFile {
  readonly file: string;
  readonly what: string;
  /** False where the file holds another program's opinion: then a difference is listed, not counted as ours. */
  readonly binding: boolean;
  readonly answer: (content: string) => Answer[];
}

const FILES: readonly TruthFile[] = [
  {
    file: 'aws-missing-data-tables.json',
    what: 'documented cases, each from all three prior states',
    binding: true,
    answer: (content) => answerTables(JSON.parse(content)),
  },
  {
    file: 'recorded-alarms.json',
    what: 'recorded native states, with start date and recent datapoints',
    binding: true,
    answer: (content) => answerRecorded(JSON.parse(content)),
  },
  {
    file: 'localstack-missing-data-cases.json',
    what: "an emulator's cases",
    binding: false,
    answer: (content) => answerEmulator(JSON.parse(content)),
  },
];

let failed = 0;
let found = 0;
for (const { file, what, binding, answer } of FILES) {
  const path = join(folder, file);
  if (!existsSync(path)) {
    process.stdout.write(`${file}: not there\n`);
    continue;
  }
  found++;
  const answers = answer(readFileSync(path, 'utf8'));
  const wrong = differing(answers);
  if (binding) failed += wrong.length;
  process.stdout.write(`${answers.length - wrong.length} of ${answers.length} ${what} (${file})\n`);
  for (const { name, expected, got } of wrong) process.stdout.write(`  ${name}: expected ${expected}, got ${got}\n`);
}
const pairs = templatePairs(folder);
found += pairs.length;
const answers = (await Promise.all(pairs.map(answerTemplatePair))).flat();
const wrong = differing(answers);
failed += wrong.length;
process.stdout.write(
  `${answers.length - wrong.length} of ${answers.length} changes in ${pairs.length} pairs of templates\n`,
);
for (const { name, expected, got } of wrong) process.stdout.write(`  ${name}: expected ${expected}, got ${got}\n`);
const responses = recordedResponses(folder);
found += responses.length;
const rows: Answer[] = [];
for (const file of responses) rows.push(...(await answerRecordedResponse(file)));
const lost = differing(rows);
failed += lost.length;
process.stdout.write(
  `${rows.length - lost.length} of ${rows.length} resources in ${responses.length} recorded API responses\n`,
);
for (const { name, expected, got } of lost) process.stdout.write(`  ${name}: expected ${expected}, got ${got}\n`);
if (found === 0) process.stderr.write(`no truth files in ${folder}\n`);
process.exitCode = failed > 0 || found === 0 ? 1 : 0;
