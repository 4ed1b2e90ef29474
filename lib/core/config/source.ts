import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseAllDocuments,
  type Scalar,
  type YAMLMap,
} from 'yaml';
import type { InputProblem } from '../errors.ts';

/** Way from the root of the file to a value: keys and list positions. */
export type Path = readonly (string | number)[];

/** Where values stand in the file, and how they are written there. */
export interface Positions {
  /** `file:line:column` of the value, of its key where it is no scalar, or of the nearest thing above it that exists. */
  at(path: Path): string;
  /** `file:line:column` of the key itself. */
  atKey(path: Path): string;
  /** The value as a person wrote it, shortened: `0.80`, `a map`, `a list`, `empty`; `undefined` where there is no such key. */
  shown(path: Path): string | undefined;
}

/** A YAML file as plain data with positions. Values are as wrong as they are; only YAML itself was judged. */
export interface Source {
  readonly value: unknown;
  readonly positions: Positions;
  /** Everything that is wrong with the YAML, in order. */
  readonly problems: readonly InputProblem[];
}

/** A file of aliases to aliases can name more values than memory holds; a config never needs this many. */
const MOST_VALUES = 50_000;
const DEEPEST = 50;

/** Values that stay text although YAML would read digits as a number: an account id keeps its leading zeros. */
function readsAsText(path: Path): boolean {
  const last = path.at(-1);
  return (
    (path.at(-2) === 'tags' && path.at(-3) !== 'environments') ||
    (typeof last === 'string' && ['account', 'qualifier', 'name', 'reason', 'until', 'codes', 'product'].includes(last))
  );
}

interface Place {
  readonly keyOffset?: number;
  readonly offset?: number;
  readonly shown: string;
  readonly scalar: boolean;
}

/** Reads one YAML document. Never throws on any text. */
export function readSource(text: string, file: string): Source {
  const lines = new LineCounter();
  const places = new Map<string, Place>();
  const problems: InputProblem[] = [];
  const where = (offset: number | undefined) => {
    if (offset === undefined) return file;
    const { line, col } = lines.linePos(offset);
    return `${file}:${Math.max(line, 1)}:${Math.max(col, 1)}`;
  };

  // Duplicate keys are found below, where both places are known.
  const options = { lineCounter: lines, uniqueKeys: false, prettyErrors: false } as const;
  const documents: Document.Parsed[] = [...parseAllDocuments(text, options)];
  for (const { errors } of documents) {
    for (const { message, pos } of errors)
      problems.push({ where: where(pos[0]), message: `not YAML: ${inOurStyle(message)}` });
  }
  const [document, second] = documents;
  if (second && problems.length === 0) {
    problems.push({ where: where(second.range[0]), message: 'a second document begins here, allowed: one a file' });
  }
  let count = 0;
  const fail = (node: Node, message: string) => {
    problems.push({ where: where(node.range?.[0]), message });
    return undefined;
  };

  /** Plain data of a node; every value's place is kept. `above` are the nodes it lies in. */
  function read(node: Node | null | undefined, path: Path, above: readonly Node[], keyOffset?: number): unknown {
    const target = isAlias(node) ? node.resolve(document as Document) : node;
    const note = (shown: string, scalar: boolean) =>
      places.set(placeId(path), { keyOffset, offset: node?.range?.[0], shown, scalar });
    count += 1;
    if (count > MOST_VALUES)
      return count === MOST_VALUES + 1 && node ? fail(node, 'too many values or aliases') : undefined;
    if (isAlias(node) && !target) return fail(node, `the anchor of *${node.source} is not set above it`);
    if (target && above.includes(target)) return fail(node as Node, 'an alias to something that contains it');
    if (above.length > DEEPEST) return fail(node as Node, `nested deeper than ${DEEPEST} levels`);
    if (isMap(target)) {
      note('a map', false);
      return readMap(target, path, [...above, target]);
    }
    if (isSeq(target)) {
      note('a list', false);
      return target.items.map((item, index) => read(item as Node | null, [...path, index], [...above, target]));
    }
    if (!isScalar(target) || target.value === null) {
      note('empty', false);
      return null;
    }
    note(showScalar(target), true);
    return scalarValue(target, path);
  }

  function readMap(map: YAMLMap, path: Path, above: readonly Node[]): Record<string, unknown> {
    const seen = new Map<string, number | undefined>();
    const pairs = map.items as Pair<Node | null, Node | null>[];
    // Merged keys first: what the map says itself wins.
    const result = Object.assign({}, ...pairs.filter(isMergeKey).map((pair) => readMerged(pair.value, path, above)));
    for (const pair of pairs) {
      const keyNode = pair.key;
      const offset = keyNode?.range?.[0];
      if (!isScalar(keyNode) || keyNode.value === null) {
        problems.push({ where: where(offset ?? map.range?.[0]), message: 'a key must be a word' });
        continue;
      }
      const key = scalarText(keyNode);
      if (isMergeKey(pair)) continue;
      if (seen.has(key)) {
        const first = where(seen.get(key)).slice(file.length + 1);
        problems.push({ where: where(offset), message: `key "${shorten(key)}" is given twice, first at ${first}` });
        continue;
      }
      seen.set(key, offset);
      if (key === '__proto__') {
        problems.push({ where: where(offset), message: 'unknown key "__proto__"' });
        continue;
      }
      result[key] = read(pair.value, [...path, key], above, offset);
    }
    return result;
  }

  /** What `<<` brings in: a map, or maps of which the first wins. */
  function readMerged(node: Node | null | undefined, path: Path, above: readonly Node[]): Record<string, unknown> {
    const target = isAlias(node) ? node.resolve(document as Document) : node;
    count += 1;
    if (count > MOST_VALUES || above.length > DEEPEST) return {};
    if (target && above.includes(target)) return fail(node as Node, 'an alias to something that contains it') ?? {};
    if (isMap(target)) return readMap(target, path, [...above, target]);
    if (isSeq(target)) {
      const maps = target.items.map((item) => readMerged(item as Node | null, path, [...above, target]));
      return Object.assign({}, ...maps.reverse());
    }
    return node ? (fail(node, '<< takes a map or an alias to one') ?? {}) : {};
  }

  const value = problems.length === 0 ? read(document?.contents, [], []) : undefined;
  const nearest = (path: Path): Place | undefined => {
    for (let length = path.length; length >= 0; length -= 1) {
      const place = places.get(placeId(path.slice(0, length)));
      if (place) return place;
    }
    return undefined;
  };
  const positions: Positions = {
    at: (path) => {
      const place = nearest(path);
      return where(place?.scalar ? place.offset : (place?.keyOffset ?? place?.offset ?? 0));
    },
    atKey: (path) => where(nearest(path)?.keyOffset ?? nearest(path)?.offset ?? 0),
    shown: (path) => places.get(placeId(path))?.shown,
  };
  return { value, positions, problems };
}

/** YAML's merge key: `<<: *anchor`. */
function isMergeKey({ key }: Pair<Node | null, Node | null>): boolean {
  return isScalar(key) && key.type === 'PLAIN' && key.source === '<<';
}

/** A scalar as written, without quotes. */
function scalarText(node: Scalar): string {
  return node.source ?? String(node.value);
}

function scalarValue(node: Scalar, path: Path): unknown {
  if (readsAsText(path)) return scalarText(node);
  const { value } = node;
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? value
    : scalarText(node);
}

/** As written; in quotes where they made text of what would be something else. */
function showScalar(node: Scalar): string {
  const written = shorten(scalarText(node));
  const quoted = node.type === 'QUOTE_DOUBLE' || node.type === 'QUOTE_SINGLE';
  return quoted && /^([+-]?[\d.]+|true|false|null|~)$/.test(written) ? `"${written}"` : written;
}

/** One line, nothing a terminal would obey. */
function shorten(text: string, longest = 60): string {
  const line = text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ').trim();
  if (line === '') return '""';
  return line.length > longest ? `${line.slice(0, longest - 1)}…` : line;
}

/** Messages of the YAML reader begin with a capital and may end in a full stop or a colon. */
function inOurStyle(message: string): string {
  const line = shorten(message.replace(/\n.*/s, ''), 200);
  return `${line.charAt(0).toLowerCase()}${line.slice(1)}`.replace(/[.:]$/, '');
}

function placeId(path: Path): string {
  return JSON.stringify(path);
}
