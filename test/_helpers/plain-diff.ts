import { isDeepStrictEqual } from 'node:util';
import { parse, type Tags } from 'yaml';

// An opinion of its own, that shares nothing with lib/: what differs between two templates' alarms as they are written.
const NAMES =
  'Ref Condition Base64 FindInMap GetAtt GetAZs If ImportValue Join Select Split Sub And Equals Not Or'.split(' ');
const TAGS: Tags = NAMES.flatMap(
  (name): Tags => [
    { tag: `!${name}`, resolve: (text: string) => ({ [name]: text }) },
    { tag: `!${name}`, collection: 'seq', resolve: (list: { toJSON(): unknown }) => ({ [name]: list.toJSON() }) },
  ],
);

type Json = Record<string, unknown>;

function alarmsOf(text: string): Record<string, Json> {
  const { Resources, Conditions = {} } = parse(text, { customTags: TAGS }) as Record<string, Record<string, Json>>;
  const plain = (value: unknown): unknown => {
    const named = (value as Json | undefined)?.Condition;
    if (typeof named === 'string') return plain(Conditions[named]);
    if (typeof value !== 'object' || value === null) return value;
    return Array.isArray(value)
      ? value.map(plain)
      : Object.fromEntries(Object.entries(value).map(([k, v]) => [k, plain(v)]));
  };
  const alarms = Object.entries(Resources ?? {}).filter(([, { Type }]) =>
    /^AWS::CloudWatch::.*Alarm$/.test(String(Type)),
  );
  return Object.fromEntries(
    alarms.map(([id, { Properties, Condition }]) => [
      id,
      { ...(Properties as Json), Condition: [Condition, plain({ Condition })] },
    ]),
  );
}

/** `+Id`, `-Id` and `Id Property`, for every alarm added or removed and every property or condition that differs. */
export function plainDiff(before: string, after: string): Set<string> {
  const [one, other] = [alarmsOf(before), alarmsOf(after)];
  const ids = [...new Set([...Object.keys(one), ...Object.keys(other)])];
  return new Set(
    ids.flatMap((id) => {
      const [a, b] = [one[id], other[id]];
      if (!a || !b) return [`${a ? '-' : '+'}${id}`];
      const names = [...new Set([...Object.keys(a), ...Object.keys(b)])];
      return names.filter((name) => !isDeepStrictEqual(a[name], b[name])).map((name) => `${id} ${name}`);
    }),
  );
}
