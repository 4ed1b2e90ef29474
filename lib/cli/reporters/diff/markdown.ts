import type { DiffReport } from '../../../core/diff/model.ts';
import { headline } from './counts.ts';

/** How a report for a pull request is written. */
export interface MarkdownOptions {
  /** Tells the comments of several reports on one pull request apart: letters, digits, `.`, `_`, `-`; at most 64. */
  readonly marker: string;
  /** Commit that the report is about. @default - no stamp */
  readonly commit?: string;
  /** Address of a rule's page. @default - rules are named, not linked */
  readonly ruleLink?: (rule: string) => string;
  /** Where the full report is, in words, said where something was left out. @default 'the output of `holdband diff`' */
  readonly fullReport?: string;
  /** UTF-16 code units and UTF-8 bytes that the report stays below. @default 65000 */
  readonly limit?: number;
}

/** The report as a comment on a pull request. */
export function diffMarkdown(report: DiffReport, options: MarkdownOptions): string {
  return `<!-- holdband:${options.marker} -->\n### ${headline(report)}\n`;
}
