// Compares two templates as `cdk diff` does and prints what it prints.
import { readFileSync } from 'node:fs';
import { formatDifferences, fullDiff } from '@aws-cdk/cloudformation-diff';

const [base = '', head = ''] = process.argv.slice(2).map((path) => JSON.parse(readFileSync(path, 'utf8')));
formatDifferences(process.stdout, fullDiff(base, head));
