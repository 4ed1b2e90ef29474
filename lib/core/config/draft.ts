import type { z } from 'zod';
import { defaultsSchema, type EnvironmentSettings, environmentSchema, type InheritedSettings } from './schema.ts';
import type { Path } from './source.ts';
import { type TargetSettings, targetSchema } from './target-schema.ts';

/*
 * What can be understood of a config, whether or not all of it can: the keys the schema refused are left out, so that what
 * needs two keys to judge is said together with what needs one.
 */

/** What is wrong although each key by itself is right. */
export interface Contradiction {
  readonly path: Path;
  readonly message: string;
}

/** One target as far as it could be read. */
export interface TargetDraft {
  readonly path: Path;
  readonly settings: Partial<TargetSettings>;
  /** Keys that were refused: no question that needs one of them is asked. */
  readonly refused: ReadonlySet<string>;
}

/** One environment as far as it could be read. */
export interface EnvironmentDraft {
  readonly name: string;
  readonly path: Path;
  /** Absent where account or Region could not be read. */
  readonly settings?: Omit<EnvironmentSettings, 'targets'>;
  readonly targets: readonly TargetDraft[];
}

/** The config as far as it could be read. */
export interface Draft {
  readonly defaults: InheritedSettings;
  readonly environments: readonly EnvironmentDraft[];
}

const headerSchema = environmentSchema.omit({ targets: true });
const anyTargetSchema = targetSchema.partial();

/** @param refused paths of what the schema refused */
export function draftOf(value: unknown, refused: readonly Path[]): Draft {
  const environments = Object.entries(mapOf(mapOf(value).environments)).map(([name, raw]): EnvironmentDraft => {
    const path = ['environments', name];
    const { targets, ...header } = mapOf(raw);
    const settings = readWithout(headerSchema, header, keysBelow(path, refused));
    const drafts = (Array.isArray(targets) ? targets : []).flatMap((target, index): TargetDraft[] => {
      const at = [...path, 'targets', index];
      if (refused.some((each) => each.length === at.length && at.every((part, i) => part === each[i]))) return [];
      const keys = keysBelow(at, refused);
      const readable = readWithout(anyTargetSchema, mapOf(target), keys);
      return readable ? [{ path: at, settings: readable, refused: keys }] : [];
    });
    return { name, path, ...(settings ? { settings } : {}), targets: drafts };
  });
  const defaults = readWithout(defaultsSchema, mapOf(mapOf(value).defaults), keysBelow(['defaults'], refused));
  return { defaults: defaults ?? {}, environments };
}

function readWithout<T extends z.ZodType>(schema: T, raw: Record<string, unknown>, keys: ReadonlySet<string>) {
  const kept = Object.fromEntries(Object.entries(raw).filter(([key]) => !keys.has(key)));
  return schema.safeParse(kept).data;
}

/** First keys below `path` of everything refused there. */
function keysBelow(path: Path, refused: readonly Path[]): Set<string> {
  const below = refused.filter((each) => each.length > path.length && path.every((part, i) => part === each[i]));
  return new Set(below.map((each) => String(each[path.length])));
}

function mapOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}
