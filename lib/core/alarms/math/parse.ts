import { InputError } from '../../errors.ts';
import type { Expression } from './expression.ts';
import { SyntaxError as GrammarError, parse } from './math.generated.ts';

/**
 * Reads a metric math expression. Operators, ids, upper-case functions, lists, quoted text and words are those of AWS's
 * page "Using math expressions with CloudWatch metrics"; functions are read by form, whether they exist or not. Where the
 * page does not say how a part is to be read, the part comes back as `unknown`; a Metrics Insights query does as a whole.
 *
 * @param where what an error calls the text, e.g. the query's id. Default: `expression`
 * @throws InputError `MathRefused` at `where:line:column` where the text is no expression
 */
export function parseExpression(text: string, where = 'expression'): Expression {
  try {
    return parse(text, {}) as Expression;
  } catch (error) {
    if (isGrammarError(error)) {
      const { line, column } = error.location.start;
      const message = error.message.replace(/\.$/, '').replace(/^Expected/, 'expected');
      throw new InputError('MathRefused', { where: `${where}:${line}:${column}`, message }, { cause: error });
    }
    if (error instanceof RangeError) {
      throw new InputError('MathRefused', { where, message: 'nested too deeply to read' }, { cause: error });
    }
    throw error;
  }
}

/** The generated parser has no types of its own. */
function isGrammarError(
  error: unknown,
): error is Error & { readonly location: { readonly start: { readonly line: number; readonly column: number } } } {
  return error instanceof GrammarError;
}
