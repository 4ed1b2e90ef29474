import { LineCounter, Pair, parseDocument, Scalar, type ScalarTag, type Tags, YAMLMap } from 'yaml';
import { InputError } from '../../core/errors.ts';

/** Functions that YAML templates may write as tags: `!Sub` for `Fn::Sub`. CloudFormation template reference. */
const SHORT_FORMS = [
  'Base64',
  'Cidr',
  'FindInMap',
  'GetAtt',
  'GetAZs',
  'If',
  'ImportValue',
  'Join',
  'Length',
  'Select',
  'Split',
  'Sub',
  'ToJsonString',
  'Transform',
  'And',
  'Equals',
  'Not',
  'Or',
] as const;

const FUNCTIONS: ReadonlyMap<string, string> = new Map([
  ['!Ref', 'Ref'],
  ['!Condition', 'Condition'],
  ...SHORT_FORMS.map((name): [string, string] => [`!${name}`, `Fn::${name}`]),
]);

/**
 * Parses a template or another document of JSON or YAML, short forms of functions included.
 *
 * @param where what to name in errors
 * @throws InputError with line and column where the text is neither
 */
export function parseTemplate(text: string, where: string): unknown {
  const body = text.replace(/^\uFEFF/, '');
  if (/^\s*[{[]/.test(body)) {
    try {
      return JSON.parse(body);
    } catch {
      // YAML allows more than JSON, and its reader knows the line.
    }
  }
  return parseYaml(body, where);
}

function parseYaml(text: string, where: string): unknown {
  const lineCounter = new LineCounter();
  try {
    const options = { lineCounter, prettyErrors: false, logLevel: 'silent', merge: true, customTags } as const;
    const document = parseDocument(text, options);
    const [error] = document.errors;
    if (error) {
      const { line, col } = lineCounter.linePos(error.pos[0]);
      const message = error.message.replace(/\n.*/s, '').replace(/[.:]$/, '');
      throw new InputError('TemplateNotYaml', {
        where: `${where}:${line}:${col}`,
        message: `neither JSON nor YAML: ${message.charAt(0).toLowerCase()}${message.slice(1)}`,
      });
    }
    return document.toJS();
  } catch (cause) {
    if (cause instanceof InputError) throw cause;
    // Too many aliases, an alias without anchor, or more levels than the call stack has.
    const reason = cause instanceof RangeError ? 'nested too deeply' : (cause as Error).message;
    throw new InputError('TemplateNotYaml', { where, message: `not a template: ${reason}` }, { cause });
  }
}

function customTags(tags: Tags): Tags {
  const numbers = tags.filter((tag) => typeof tag !== 'object' || tag.tag !== 'tag:yaml.org,2002:int');
  return [...numbers, INTEGER, ...[...FUNCTIONS].flatMap(([tag, name]) => shortForm(tag, name))];
}

/** An account id keeps its leading zeros: `012345678901` is text. */
const INTEGER: ScalarTag = {
  tag: 'tag:yaml.org,2002:int',
  default: true,
  identify: (value) => typeof value === 'bigint' || Number.isInteger(value),
  test: /^[-+]?(?:0|[1-9]\d*)$/,
  resolve: (text) => Number(text),
};

function shortForm(tag: string, name: string): Tags {
  const called = (argument: unknown) => {
    const map = new YAMLMap();
    map.items.push(new Pair(new Scalar(name), argument));
    return map;
  };
  return [
    // What a scalar's tag resolves to becomes the value as it is: plain data, no node.
    { tag, resolve: (text: string) => ({ [name]: text }) },
    { tag, collection: 'seq', resolve: called },
    { tag, collection: 'map', resolve: called },
  ];
}
