import { type Cell, operateColumns, operateNumbers } from './columns.ts';
import type { Operator } from './expression.ts';
import type { Frame } from './series.ts';

/** A number or a series that a step makes. */
export type Node = NodeOf<'number'> | NodeOf<'series'>;

interface NodeOf<Kind> {
  readonly kind: Kind;
  /** Which step makes it. */
  readonly step: number;
}

/** What a part of an expression is: a number, a series, or several series. */
export type Value = Node | { readonly kind: 'list'; readonly items: readonly Node[] };

/** Computes a step from the cells of the steps before it. */
type Step = (cells: readonly Cell[], frame: Frame) => Cell;

/** Thrown while compiling, caught by `compileQueries`: a meaning that AWS does not document. */
export class UnknownMeaning extends Error {}

/**
 * Steps in the order in which they are computed, each over whole columns. A step that was emitted before is not emitted
 * again: the background estimate stands six times in an alarm's expression and is computed once.
 */
export class Program {
  readonly #steps: Step[] = [];
  readonly #known = new Map<string, Node>();

  /**
   * @param key equal for two steps that compute the same, different for all others
   */
  emit(kind: Node['kind'], key: string, step: Step): Node {
    const known = this.#known.get(key);
    if (known) return known;
    const node: Node = { kind, step: this.#steps.push(step) - 1 };
    this.#known.set(key, node);
    return node;
  }

  /** A step over other nodes' cells. */
  apply(kind: Node['kind'], name: string, from: readonly Node[], compute: (cells: Cell[], frame: Frame) => Cell): Node {
    const steps = from.map(({ step }) => step);
    return this.emit(kind, `${name} ${steps.join(' ')}`, (cells, frame) =>
      compute(
        steps.map((step) => cells[step] as Cell),
        frame,
      ),
    );
  }

  operate(operator: Operator, left: Node, right: Node): Node {
    if (left.kind === 'number' && right.kind === 'number') {
      return this.apply('number', operator, [left, right], ([a, b]) =>
        operateNumbers(operator, a as number, b as number),
      );
    }
    return this.apply('series', operator, [left, right], ([a, b], { length }) =>
      operateColumns(operator, a as Cell, b as Cell, length),
    );
  }

  /** Computes every step. */
  run(frame: Frame): readonly Cell[] {
    const cells: Cell[] = [];
    for (const step of this.#steps) cells.push(step(cells, frame));
    return cells;
  }
}
