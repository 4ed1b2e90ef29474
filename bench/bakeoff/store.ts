import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { LEVELS } from '../../lib/core/targets.ts';
import { PEERS } from './peers.ts';
import { type Point, pointId } from './point.ts';
import type { RuleAlarms } from './rules.ts';
import { RULE_IDS } from './rules.ts';
import type { Outcome } from './run-point.ts';
import { REQUESTS, targetNameOf } from './targets.ts';

/** Raise it when the simulation or the scoring changes: outcomes kept from before are then not read. */
const REVISION = 1;

/** Outcomes on disk, so that a run that was stopped goes on where it was. */
export class OutcomeStore {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
    mkdirSync(folder, { recursive: true });
  }

  /** @returns undefined where there is none, or none that is whole */
  read(point: Point, seed: number, synthesised: RuleAlarms): Outcome | undefined {
    let text: string;
    try {
      text = readFileSync(this.#path(point, seed, synthesised), 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
    return JSON.parse(text) as Outcome;
  }

  write(point: Point, seed: number, synthesised: RuleAlarms, outcome: Outcome): void {
    writeFileAtomic.sync(this.#path(point, seed, synthesised), JSON.stringify(outcome));
  }

  #path(point: Point, seed: number, synthesised: RuleAlarms): string {
    const rules = LEVELS.map((level) => [synthesised[level][targetNameOf(point)], synthesised[level][REQUESTS]]);
    const inputs = JSON.stringify([REVISION, pointId(point), seed, rules, PEERS, RULE_IDS]);
    return join(this.#folder, `${createHash('sha256').update(inputs).digest('hex').slice(0, 24)}.json`);
  }
}
