import { isRecord } from './canonical.ts';
import { Unresolved } from './model.ts';

/** A longer expression is cut: nobody reads it, and expressions made of expressions double with every step. */
const LONGEST = 2_000;
/** Longer text than this is no setting of an alarm. */
const LONGEST_TEXT = 20_000;

/** `!ImportValue shared-topic`: a function that only a deployment can answer, with what is known of its arguments. */
export function openFunction(name: string, argument: unknown): Unresolved {
  return new Unresolved(cut(`!${name} ${showValue(argument)}`));
}

/** `${Topic}` or `${Topic.Arn}`: something that only a deployment knows by its name. */
export function openReference(name: string): Unresolved {
  return new Unresolved(cut(`\${${name}}`));
}

/** Joins text of which parts may be open: those stay visible inside the whole, as `Fn::Sub` would write them. */
export function concatenate(parts: readonly (string | Unresolved)[]): string | Unresolved {
  const meant = parts.filter((part) => part !== '');
  if (meant.every((part) => typeof part === 'string')) {
    const text = meant.join('');
    return text.length > LONGEST_TEXT ? new Unresolved(cut(text)) : text;
  }
  const [only] = meant;
  if (meant.length === 1 && only instanceof Unresolved) return only;
  return new Unresolved(
    cut(meant.map((part) => (typeof part === 'string' ? part.replaceAll('${', '${!') : embedded(part))).join('')),
  );
}

/** A condition nobody can decide here, with its definition: the name alone would hide a change of it. */
export function openCondition(name: string, definition: Unresolved): Unresolved {
  return new Unresolved(cut(`${name}: ${definition.expression}`));
}

/** A value as YAML in one line. */
function showValue(value: unknown, depth = 0): string {
  if (value instanceof Unresolved) return value.expression;
  if (depth > 20) return '…';
  if (Array.isArray(value)) return `[${value.map((item) => showValue(item, depth + 1)).join(', ')}]`;
  if (isRecord(value)) {
    const entries = Object.entries(value).map(([key, inner]) => `${showText(key)}: ${showValue(inner, depth + 1)}`);
    return `{${entries.join(', ')}}`;
  }
  return typeof value === 'string' ? showText(value) : JSON.stringify(value ?? null);
}

/** Quotes only where the text would read as something else. */
function showText(text: string): string {
  return /^[A-Za-z_/][\w./:*@-]*$/.test(text) && !/^(true|false|null|yes|no)$/i.test(text)
    ? text
    : JSON.stringify(text);
}

function embedded({ expression }: Unresolved): string {
  return expression.startsWith('!') ? `\${${expression}}` : expression;
}

/** What is cut off still counts: two long expressions that differ at their ends stay different. */
function cut(expression: string): string {
  if (expression.length <= LONGEST) return expression;
  let hash = 0x811c9dc5; // FNV-1a
  for (let i = 0; i < expression.length; i++) hash = Math.imul(hash ^ expression.charCodeAt(i), 0x01000193);
  return `${expression.slice(0, LONGEST)}… (${expression.length} characters, ${(hash >>> 0).toString(16)})`;
}
