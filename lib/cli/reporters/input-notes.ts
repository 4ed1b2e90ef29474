import type { AccessLogReading } from '../../core/triage/access-logs.ts';
import { plain } from './plain.ts';

/** What was wrong with the files, one line each, however loud the verdict: a fault that is not seen is a wrong answer. */
export function inputNotes({ files, rejects, skipped }: AccessLogReading): string[] {
  const rejected = files.reduce((sum, file) => sum + file.rejected, 0);
  const lines = files.reduce((sum, file) => sum + file.lines, 0);
  return [
    ...files.flatMap(({ file, fault, read }) =>
      fault === undefined ? [] : [`${plain(file)} ${fault} (${read} lines)`],
    ),
    ...(skipped.length > 0 ? [`not read, other logs: ${someOf(skipped)}`] : []),
    ...(rejected > 0 ? [`${count(rejected)} of ${count(lines)} lines rejected; the first:`] : []),
    ...rejects.map(({ file, line, reason }) => `${plain(file)}:${line}: ${plain(reason)}`),
  ];
}

function someOf(names: readonly string[]): string {
  const [first = '', second = '', third = '', ...rest] = names.map(plain);
  const shown = [first, second, third].filter((name) => name !== '').join(', ');
  return rest.length > 0 ? `${shown} and ${rest.length} more` : shown;
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}
