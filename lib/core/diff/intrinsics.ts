import { canonical, isRecord } from './canonical.ts';
import { concatenate, openCondition, openFunction, openReference } from './expressions.ts';
import { Unresolved } from './model.ts';
import type { ParameterValues } from './parameters.ts';

/** Deeper than any template goes; deeper values are left open instead of filling the call stack. */
const DEEPEST = 100;

/** What stands for nothing: `AWS::NoValue`. */
export const NO_VALUE: unique symbol = Symbol('AWS::NoValue');

/** What a template's functions ask for. */
export interface Surroundings {
  readonly parameters: ParameterValues;
  readonly mappings: unknown;
  readonly conditions: unknown;
  /** A pseudo parameter, open where it is not known. */
  pseudo(name: string): unknown;
  /** A resource's `Ref`, or one of its attributes; `undefined` where it is not known. */
  resource(logicalId: string, attribute?: string): unknown;
}

export interface Resolver {
  /** Plain JSON with every function answered or left open; {@link NO_VALUE} where nothing is meant. */
  resolve(value: unknown): unknown;
  /** Whether a condition holds, by its name. */
  condition(name: string): boolean | Unresolved;
}

type Answer = (argument: unknown, depth: number) => unknown;

/** Answers the functions of CloudFormation as far as a template can, in any JSON, never failing. */
export function createResolver(around: Surroundings): Resolver {
  const decided = new Map<string, boolean | Unresolved>();
  const deciding = new Set<string>();

  function resolve(value: unknown, depth: number): unknown {
    if (typeof value === 'string') return value.includes('{{resolve:') ? new Unresolved(value) : value;
    if (typeof value !== 'object' || value === null || value instanceof Unresolved) return value;
    if (depth > DEEPEST) return new Unresolved(`… (nested deeper than ${DEEPEST} levels)`);
    if (Array.isArray(value)) return value.map((item) => resolve(item, depth + 1)).filter((item) => item !== NO_VALUE);
    const called = functionOf(value);
    if (called) return (FUNCTIONS.get(called.name) ?? unanswered(called.name))(called.argument, depth + 1);
    const entries = Object.entries(value).map(([key, inner]) => [key, resolve(inner, depth + 1)] as const);
    return Object.fromEntries(entries.filter(([, inner]) => inner !== NO_VALUE));
  }

  /** Arguments of a function as a list; open lists and single values are a list of one. */
  const list = (argument: unknown, depth: number): unknown[] =>
    (Array.isArray(argument) ? argument : [argument]).map((item) => shown(resolve(item, depth)));

  const unanswered =
    (name: string): Answer =>
    (argument, depth) =>
      openFunction(name.replace(/^Fn::/, ''), shown(resolve(argument, depth)));

  function ref(name: string): unknown {
    if (name === 'AWS::NoValue') return NO_VALUE;
    if (name.startsWith('AWS::')) return around.pseudo(name);
    if (around.parameters.has(name)) return around.parameters.value(name);
    return around.resource(name) ?? openReference(name);
  }

  function attribute(argument: unknown, depth: number): unknown {
    const parts = typeof argument === 'string' ? split(argument) : list(argument, depth);
    const [logicalId, name] = parts;
    if (parts.length !== 2 || typeof logicalId !== 'string' || typeof name !== 'string') {
      return openFunction('GetAtt', shown(resolve(argument, depth)));
    }
    return around.resource(logicalId, name) ?? openReference(`${logicalId}.${name}`);
  }

  function substitute(argument: unknown, depth: number): unknown {
    const [text, variables] = Array.isArray(argument) ? argument : [argument];
    if (typeof text !== 'string') return openFunction('Sub', shown(resolve(argument, depth)));
    const parts = text.split(/\$\{([^}]*)\}/); // every second part is a name
    return concatenate(
      parts.map((part, index) => {
        if (index % 2 === 0) return part;
        if (part.startsWith('!')) return `\${${part.slice(1)}}`;
        const name = part.trim();
        const own = isRecord(variables) && Object.hasOwn(variables, name);
        const value = own ? resolve(variables[name], depth) : name.includes('.') ? attribute(name, depth) : ref(name);
        return textOf(value) ?? openReference(name);
      }),
    );
  }

  function join(argument: unknown, depth: number): unknown {
    const [delimiter, items] = list(argument, depth);
    const texts = Array.isArray(items) ? items.map(textOf) : [undefined];
    if (typeof delimiter !== 'string' || !texts.every((text) => text !== undefined)) {
      return openFunction('Join', [delimiter, items]);
    }
    return concatenate(texts.flatMap((text, index) => (index === 0 ? [text] : [delimiter, text])));
  }

  function select(argument: unknown, depth: number): unknown {
    const [index, items] = list(argument, depth);
    const position = typeof index === 'string' && index !== '' ? Number(index) : index;
    const found = Array.isArray(items) && typeof position === 'number' ? items[position] : undefined;
    return found ?? openFunction('Select', [index, items]);
  }

  function splitText(argument: unknown, depth: number): unknown {
    const [delimiter, text] = list(argument, depth);
    if (typeof delimiter !== 'string' || delimiter === '' || typeof text !== 'string') {
      return openFunction('Split', [delimiter, text]);
    }
    return text.split(delimiter);
  }

  function findInMap(argument: unknown, depth: number): unknown {
    const [map, first, second, options] = list(argument, depth);
    let found = around.mappings;
    const keys = [map, first, second].map(textOf);
    for (const key of keys) {
      found = typeof key === 'string' && isRecord(found) && Object.hasOwn(found, key) ? found[key] : undefined;
    }
    if (found !== undefined) return resolve(found, depth);
    // A key that is known and not there is answered by the default; one that is open could be there.
    const standard = isRecord(options) ? options.DefaultValue : undefined;
    if (standard !== undefined && keys.every((key) => typeof key === 'string')) return standard;
    return openFunction('FindInMap', [map, first, second, ...(standard === undefined ? [] : [options])]);
  }

  function choose(argument: unknown, depth: number): unknown {
    const [name, whenTrue, whenFalse] = Array.isArray(argument) ? argument : [];
    if (!Array.isArray(argument) || argument.length !== 3 || typeof name !== 'string') {
      return openFunction('If', shown(resolve(argument, depth)));
    }
    const holds = condition(name);
    if (holds === true) return resolve(whenTrue, depth);
    if (holds === false) return resolve(whenFalse, depth);
    const [one, other] = [resolve(whenTrue, depth), resolve(whenFalse, depth)];
    if (canonical(shown(one)) === canonical(shown(other))) return one;
    return openFunction('If', [name, shown(one), shown(other)]);
  }

  function condition(name: string): boolean | Unresolved {
    const known = decided.get(name);
    if (known !== undefined) return known;
    const { conditions } = around;
    // A condition that asks for itself cannot be decided.
    if (deciding.has(name) || !isRecord(conditions) || !Object.hasOwn(conditions, name)) return new Unresolved(name);
    deciding.add(name);
    const answer = decide(conditions[name], 0);
    deciding.delete(name);
    decided.set(name, answer);
    return answer;
  }

  /** What a condition's function says; open where one of its parts decides and is open. */
  function decide(value: unknown, depth: number): boolean | Unresolved {
    if (value === true || value === 'true') return true;
    if (value === false || value === 'false') return false;
    const called = isRecord(value) ? functionOf(value) : undefined;
    if (!called || depth > DEEPEST) return openFunction('Condition', shown(resolve(value, depth)));
    const { name, argument } = called;
    const parts = () => (Array.isArray(argument) ? argument : [argument]).map((part) => decide(part, depth + 1));
    switch (name) {
      case 'Condition':
        return typeof argument === 'string' ? condition(argument) : openFunction('Condition', argument);
      case 'Fn::Equals':
        return equal(list(argument, depth + 1));
      case 'Fn::Not': {
        const [part] = parts();
        return typeof part === 'boolean' ? !part : openFunction('Not', [part]);
      }
      case 'Fn::And':
        return combine('And', parts(), false);
      case 'Fn::Or':
        return combine('Or', parts(), true);
      default: {
        const answer = resolve(value, depth + 1);
        if (answer === true || answer === 'true') return true;
        if (answer === false || answer === 'false') return false;
        return answer instanceof Unresolved ? answer : openFunction('Condition', shown(answer));
      }
    }
  }

  const FUNCTIONS: ReadonlyMap<string, Answer> = new Map<string, Answer>([
    ['Ref', (name) => (typeof name === 'string' ? ref(name) : openFunction('Ref', name))],
    ['Fn::GetAtt', attribute],
    ['Fn::Sub', substitute],
    ['Fn::Join', join],
    ['Fn::Select', select],
    ['Fn::Split', splitText],
    ['Fn::FindInMap', findInMap],
    ['Fn::If', choose],
    ...['Condition', 'Fn::Equals', 'Fn::And', 'Fn::Or', 'Fn::Not'].map((name): [string, Answer] => [
      name,
      (argument, depth) => decide({ [name]: argument }, depth),
    ]),
  ]);

  return { resolve: (value) => resolve(value, 0), condition };
}

/** The function a map stands for: one key that is a function's name. */
function functionOf(value: object): { readonly name: string; readonly argument: unknown } | undefined {
  const [name, second] = Object.keys(value);
  if (name === undefined || second !== undefined) return undefined;
  const argument = (value as Readonly<Record<string, unknown>>)[name];
  // `Condition` is also what IAM policies call theirs, a map.
  const isFunction =
    name === 'Ref' || name.startsWith('Fn::') || (name === 'Condition' && typeof argument === 'string');
  return isFunction ? { name, argument } : undefined;
}

function equal([one, other]: readonly unknown[]): boolean | Unresolved {
  const texts = [textOf(one) ?? one, textOf(other) ?? other].map(canonical);
  // The same expression has the same value on both sides, whatever it is.
  if (texts[0] === texts[1]) return true;
  return isOpen(one) || isOpen(other) ? openFunction('Equals', [one, other]) : false;
}

/** `And` and `Or`: one part that is `decisive` decides, else the open ones do. */
function combine(
  name: 'And' | 'Or',
  parts: readonly (boolean | Unresolved)[],
  decisive: boolean,
): boolean | Unresolved {
  if (parts.includes(decisive)) return decisive;
  const open = parts.filter((part) => part instanceof Unresolved);
  if (open.length === 0) return !decisive;
  return open.length === 1 ? (open[0] as Unresolved) : openFunction(name, open);
}

/** Whether any part of a value is open. */
function isOpen(value: unknown): boolean {
  if (value instanceof Unresolved) return true;
  return typeof value === 'object' && value !== null && Object.values(value).some(isOpen);
}

/** A value inside text; nothing where it has no place there. */
function textOf(value: unknown): string | Unresolved | undefined {
  if (typeof value === 'string' || value instanceof Unresolved) return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

/** Nothing, where it has to be shown. */
function shown(value: unknown): unknown {
  return value === NO_VALUE ? openReference('AWS::NoValue') : value;
}

function split(reference: string): string[] {
  const dot = reference.indexOf('.');
  return dot < 0 ? [reference] : [reference.slice(0, dot), reference.slice(dot + 1)];
}

/** The condition of a resource, with its definition where it is open. */
export function resourceCondition(resolver: Resolver, name: unknown): boolean | Unresolved | undefined {
  if (name === undefined || name === null) return undefined;
  if (typeof name !== 'string') return openFunction('Condition', name);
  const holds = resolver.condition(name);
  if (typeof holds === 'boolean' || holds.expression === name) return holds;
  return openCondition(name, holds);
}
