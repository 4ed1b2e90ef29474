import { isRecord } from './canonical.ts';
import { openReference } from './expressions.ts';
import { Unresolved } from './model.ts';

/** What a template says of one parameter, as far as it gives it a value. */
interface Declaration {
  readonly type: string;
  readonly standard?: unknown;
  readonly secret: boolean;
}

/** Values of a template's parameters. */
export interface ParameterValues {
  has(name: string): boolean;
  /** `undefined` where there is no such parameter; open where nobody gave a value. */
  value(name: string): unknown;
}

/**
 * Reads a template's `Parameters`. A value given wins over a default. A secret (`NoEcho`) and what is looked up in
 * Parameter Store at deployment stay open.
 *
 * @param defaults whether a default stands in for a value that nobody gave
 */
export function readParameters(
  declared: unknown,
  given: Readonly<Record<string, unknown>>,
  defaults: boolean,
): ParameterValues {
  const declarations = new Map(
    Object.entries(isRecord(declared) ? declared : {}).map(([name, value]) => [name, declaration(value)]),
  );
  return {
    has: (name) => declarations.has(name),
    value(name) {
      const found = declarations.get(name);
      if (!found) return undefined;
      const { type, standard, secret } = found;
      const value = Object.hasOwn(given, name) ? given[name] : defaults ? standard : undefined;
      if (value instanceof Unresolved) return value;
      if (value === undefined || value === null || secret || type.startsWith('AWS::SSM::Parameter::Value<')) {
        return openReference(name);
      }
      return typed(value, type);
    },
  };
}

function declaration(value: unknown): Declaration {
  const { Type: type, Default: standard, NoEcho: secret } = isRecord(value) ? value : {};
  return {
    type: typeof type === 'string' ? type : 'String',
    ...(standard !== undefined && { standard }),
    secret: secret === true || secret === 'true',
  };
}

/** A parameter's text as its type means it. */
function typed(value: unknown, type: string): unknown {
  if (type === 'Number') return numberOf(value);
  if (type !== 'CommaDelimitedList' && !type.startsWith('List<')) return value;
  const items = Array.isArray(value) ? value : String(value).split(',');
  const trimmed = items.map((item) => (typeof item === 'string' ? item.trim() : item));
  return type === 'List<Number>' ? trimmed.map(numberOf) : trimmed;
}

function numberOf(value: unknown): unknown {
  return typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value)) ? Number(value) : value;
}
