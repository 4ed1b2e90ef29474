import type { DiffReport } from '../../../core/diff/model.ts';
import type { Style } from '../../context.ts';
import { headline } from './counts.ts';

/** What `holdband diff` prints on a terminal. */
export function diffTerminal(report: DiffReport, options: { readonly style: Style; readonly columns: number }): string {
  return `${options.style.bold(headline(report))}\n`;
}
