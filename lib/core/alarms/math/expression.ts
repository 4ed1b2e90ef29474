/** Operators, each spelled as it is printed: `&&` is read as `AND`, `||` as `OR`. */
export type Operator = '+' | '-' | '*' | '/' | '^' | '==' | '!=' | '<' | '>' | '<=' | '>=' | 'AND' | 'OR';

/** A metric math expression, read. Parentheses are in the shape of the tree. */
export type Expression =
  | { readonly kind: 'number'; readonly value: number }
  /** A metric or another expression, by its id. */
  | { readonly kind: 'id'; readonly id: string }
  | { readonly kind: 'negate'; readonly of: Expression }
  | { readonly kind: 'binary'; readonly operator: Operator; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Argument[] }
  /** An array of series, e.g. `[m1, m2]`. */
  | { readonly kind: 'list'; readonly items: readonly Expression[] }
  | UnknownPart;

/**
 * A part that CloudWatch may accept but does not document the meaning of: where two readings give two results, neither is
 * taken.
 */
export interface UnknownPart {
  readonly kind: 'unknown';
  /** What is unknown, as a person would call it: `AND beside OR without parentheses`. */
  readonly name: string;
  /** The part as written. */
  readonly text: string;
}

/** What stands between a function's parentheses: an expression, a word such as `REPEAT`, or text in quotes. */
export type Argument =
  | Expression
  | { readonly kind: 'word'; readonly word: string }
  | { readonly kind: 'text'; readonly value: string };
