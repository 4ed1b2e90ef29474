/**
 * The bounds that sort response times, in seconds, each on an edge of CloudWatch's storage bins (1.1^n, at most ten
 * decimals) so that a count between two of them does not depend on where inside a bin a response fell.
 * Lower bounds are exclusive, upper bounds inclusive, as in CloudWatch's `TC(a:b)`.
 */
export interface Bands {
  /** Requests up to this are fast. The first bin edge at or above the objective asked for. */
  readonly objective: number;
  /** Upper end of the slow band `(objective, slowTo]`. */
  readonly slowTo: number;
  /** Lower end of the sideband, from which the rate of early releases is read. */
  readonly sideFrom: number;
  /** Upper end of the sideband; at least one whole empty bin below the hold band. */
  readonly sideTo: number;
  /** Lower end of the hold band, not snapped: where idle holds begin to expire. */
  readonly holdFrom: number;
  /** Upper end of the hold band, not snapped: the hold ceiling. */
  readonly holdTo: number;
  /** A response above this outlived its hold: the lower edge of the first whole bin above 1.02 × the hold ceiling. */
  readonly overrunFrom: number;
  /** What was asked for, in seconds, where snapping changed it. */
  readonly asked: { readonly objective: number };
}

/** Why no bands can be drawn: the model does not work there, and says so. */
export interface BandRefusal {
  readonly refused: true;
  /** Stable: `ceiling-below-five-objectives`, `no-sideband`. */
  readonly code: 'ceiling-below-five-objectives' | 'no-sideband';
  /** One sentence with the figures. */
  readonly reason: string;
}
