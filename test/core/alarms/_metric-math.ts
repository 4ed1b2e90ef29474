/**
 * A small evaluator of the metric math that plans use, for one period, written apart from the code under test. It refuses
 * what CloudWatch refuses or does not document: other functions, exponents, comparisons without parentheses of their own.
 */

/** A scalar, or a series' value in the period; `undefined` where the series has none. */
type Value = { readonly series: boolean; readonly value: number | undefined };
export type Inputs = Readonly<Record<string, number | undefined>>;

const TOKEN = /\s*(?:(\d+(?:\.\d+)?(?![\w.]))|([A-Za-z_]\w*)|(>=|<=|==|!=|[-+*/(),<>]))/y;
const COMPARISONS = ['>', '<', '>=', '<='];

/** The expression's value in a period, `undefined` where it has none. */
export function evaluate(expression: string, inputs: Inputs): number | undefined {
  const tokens = tokenise(expression);
  let at = 0;
  const peek = () => tokens[at];
  const take = (expected?: string): string => {
    const token = tokens[at++];
    if (token === undefined || (expected !== undefined && token !== expected)) {
      throw new SyntaxError(`expected ${expected ?? 'more'}, got ${token ?? 'the end'} in ${expression}`);
    }
    return token;
  };

  function logical(): Value {
    let left = sum();
    while (peek() === 'AND') {
      take();
      const right = sum();
      left = both(left, right, (a, b) => Number(a !== 0 && b !== 0));
    }
    return left;
  }
  function sum(): Value {
    let left = product();
    while (peek() === '+' || peek() === '-') {
      const sign = take() === '+' ? 1 : -1;
      left = both(left, product(), (a, b) => a + sign * b);
    }
    return left;
  }
  function product(): Value {
    let left = primary();
    while (peek() === '*' || peek() === '/') {
      const times = take() === '*';
      left = both(left, primary(), (a, b) => (times ? a * b : b === 0 ? undefined : a / b));
    }
    return left;
  }
  function parenthesised(): Value {
    const left = logical();
    if (!COMPARISONS.includes(peek() ?? '')) return left;
    const compare = take();
    return both(left, sum(), (a, b) =>
      Number(compare === '>' ? a > b : compare === '<' ? a < b : compare === '>=' ? a >= b : a <= b),
    );
  }
  function primary(): Value {
    const token = take();
    if (token === '(') {
      const inner = parenthesised();
      take(')');
      return inner;
    }
    if (/^\d/.test(token)) return { series: false, value: Number(token) };
    if (peek() === '(') return call(token);
    if (!/^[a-z]\w*$/.test(token)) throw new SyntaxError(`ids start with a lower-case letter: ${token}`);
    if (!(token in inputs)) throw new SyntaxError(`no metric ${token} for ${expression}`);
    return { series: true, value: inputs[token] };
  }
  function call(name: string): Value {
    take('(');
    const args = [logical()];
    while (peek() === ',') {
      take();
      args.push(logical());
    }
    take(')');
    return apply(name, args);
  }

  const result = logical();
  if (at < tokens.length) throw new SyntaxError(`cannot read on from ${tokens[at]} in ${expression}`);
  if (!result.series) throw new SyntaxError(`an alarm on a scalar is refused: ${expression}`);
  return result.value;
}

function apply(name: string, args: readonly Value[]): Value {
  const [first, second, third] = args as [Value, Value?, Value?];
  if (name === 'TIME_SERIES' && args.length === 1 && !first.series) return { series: true, value: first.value };
  if (name === 'LOG' && args.length === 1) {
    const { value } = first;
    return { series: first.series, value: value === undefined || value <= 0 ? undefined : Math.log(value) };
  }
  if (name === 'IF' && second && third) {
    // A true condition chooses 0 where the series it chooses has no value; a false one chooses nothing.
    const chosen = first.value === undefined ? undefined : first.value === 0 ? third.value : (second.value ?? 0);
    return { series: true, value: chosen };
  }
  throw new SyntaxError(`not known: ${name} with ${args.length} arguments`);
}

/** Series with series: where one has no value it counts as 0. Scalar with series: no value where the series has none. */
function both(a: Value, b: Value, compute: (a: number, b: number) => number | undefined): Value {
  const series = a.series || b.series;
  const missing =
    (a.value === undefined && b.value === undefined) ||
    (!b.series && a.value === undefined) ||
    (!a.series && b.value === undefined);
  return { series, value: missing ? undefined : compute(a.value ?? 0, b.value ?? 0) };
}

function tokenise(text: string): string[] {
  if (text.includes('\n')) throw new SyntaxError('an expression is one line');
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const from = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (!match) throw new SyntaxError(`cannot read "${text.slice(from, from + 20)}"`);
    tokens.push((match[1] ?? match[2] ?? match[3]) as string);
  }
  return tokens;
}
