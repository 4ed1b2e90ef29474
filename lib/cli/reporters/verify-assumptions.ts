import type { Answer } from '../../core/assumptions/assumption.ts';
import type { Verified } from '../../core/assumptions/verify.ts';
import type { Style } from '../context.ts';
import { plain, wrapped } from './plain.ts';

const MARKS: { readonly [answer in Answer['answer']]: keyof Style } = { yes: 'green', no: 'red', unknown: 'yellow' };

/** What `holdband verify-assumptions` prints: a paragraph a question, then how many of each answer. */
export function verifiedReport(
  { findings }: Verified,
  { style, columns }: { readonly style: Style; readonly columns: number },
): string {
  const width = Math.min(columns, 100);
  const line = (label: string, text: string) => wrapped(plain(text), width, `  ${label.padEnd(9)}`);
  const paragraphs = findings.map(({ id, question, how, answer, seen, restsOn }) =>
    [
      `${style.bold(id)}  ${style[MARKS[answer]](answer)}`,
      wrapped(plain(question), width, '  '),
      line('asked', how),
      line('seen', seen),
      line('rests on', restsOn),
    ].join('\n'),
  );
  const count = (answer: Answer['answer']) => findings.filter((finding) => finding.answer === answer).length;
  const summary = `${count('yes')} yes, ${count('no')} no, ${count('unknown')} unknown.`;
  return `${[...paragraphs, style.bold(summary)].join('\n\n')}\n`;
}

/** What is still there, with the command that deletes it. */
export function leftBehindLines({ leftBehind }: Verified): string[] {
  return leftBehind.map(({ name, reason, command }) => `${name} is not deleted: ${reason} Delete it: ${command}`);
}

/** What `holdband verify-assumptions --json` prints; `schema` counts up when a field changes its meaning or goes. */
export function verifiedJson({ findings, leftBehind }: Verified, region: string) {
  return { schema: 1, region, findings, leftBehind };
}
