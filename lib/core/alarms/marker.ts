import { printBound } from '../statistics/edges.ts';

/**
 * What the last line of every description tells a machine. A composite's event names no metric and no target group, so
 * this line is how the runbook knows what it was called for.
 */
export interface Marker {
  /** Full name, `targetgroup/<name>/<16 hex>`. @default - the alarm watches a whole load balancer */
  readonly targetGroup?: string;
  /** Full name, `app/<name>/<16 hex>`. */
  readonly loadBalancer: string;
  /** Ceiling and signed width of the hold's own spread, in seconds. @default - nothing is held */
  readonly hold?: { readonly ceilingSeconds: number; readonly spreadSeconds: number };
  /** Slow band in seconds, as deployed. @default - slowness is not alarmed on */
  readonly slow?: {
    /** Slower requests are slow. */
    readonly from: number;
    /** @default - no upper end: everything above `from` is slow */
    readonly to?: number;
    /** Share of slow requests above which alarms page, in percent: a triage that allows more would deny the page. @default - not told */
    readonly sharePercent?: number;
  };
}

const MARK = 'holdband:1';
const NUMBER = String.raw`\d+(?:\.\d+)?`;
const HOLD = new RegExp(`^(${NUMBER})([+-]${NUMBER})?$`);
const SHARE = new RegExp(`^${NUMBER}$`);
const SLOW = new RegExp(`^(${NUMBER}):(${NUMBER})?$`);

/**
 * The machine-readable line, e.g.
 * `holdband:1 tg=targetgroup/… lb=app/… hold=300-30 slow=0.826446281:9.8497326758 share=5`.
 * Numbers are seconds, of `share` percent, without exponent, at most ten decimals; a spread that is added prints as `hold=300+18.75`, an open
 * slow band as `slow=0.826446281:`.
 */
export function printMarker({ targetGroup, loadBalancer, hold, slow }: Marker): string {
  const words = [MARK];
  if (targetGroup !== undefined) words.push(`tg=${targetGroup}`);
  words.push(`lb=${loadBalancer}`);
  if (hold) words.push(`hold=${printBound(hold.ceilingSeconds)}${printSpread(hold.spreadSeconds)}`);
  if (slow) words.push(`slow=${printBound(slow.from)}:${slow.to === undefined ? '' : printBound(slow.to)}`);
  if (slow?.sharePercent !== undefined) words.push(`share=${printBound(slow.sharePercent)}`);
  return words.join(' ');
}

/**
 * Reads the marker of a description. Other text around it and keys it does not know are passed over.
 *
 * @returns `undefined` where no line is a marker of this version, or where the line was damaged: half a marker would send
 * the runbook to the wrong place
 */
export function parseMarker(description: string): Marker | undefined {
  const line = description
    .split('\n')
    .map((text) => text.trim())
    .findLast((text) => text === MARK || text.startsWith(`${MARK} `));
  if (line === undefined) return undefined;

  const values = new Map(line.split(/\s+/).flatMap((word) => pair(word)));
  const loadBalancer = values.get('lb');
  const hold = parseHold(values.get('hold'));
  const slow = parseSlow(values.get('slow'), values.get('share'));
  if (!loadBalancer || hold === 'damaged' || slow === 'damaged') return undefined;
  const targetGroup = values.get('tg');
  return {
    ...(targetGroup ? { targetGroup } : {}),
    loadBalancer,
    ...(hold ? { hold } : {}),
    ...(slow ? { slow } : {}),
  };
}

function pair(word: string): [string, string][] {
  const at = word.indexOf('=');
  return at > 0 ? [[word.slice(0, at), word.slice(at + 1)]] : [];
}

function printSpread(seconds: number): string {
  if (seconds === 0) return '';
  return seconds < 0 ? `-${printBound(-seconds)}` : `+${printBound(seconds)}`;
}

function parseHold(text: string | undefined): Marker['hold'] | 'damaged' {
  if (text === undefined) return undefined;
  const match = HOLD.exec(text);
  return match ? { ceilingSeconds: Number(match[1]), spreadSeconds: Number(match[2] ?? 0) } : 'damaged';
}

function parseSlow(text: string | undefined, share: string | undefined): Marker['slow'] | 'damaged' {
  if (text === undefined) return undefined;
  const match = SLOW.exec(text);
  if (!match || (share !== undefined && !SHARE.test(share))) return 'damaged';
  return {
    from: Number(match[1]),
    ...(match[2] === undefined ? {} : { to: Number(match[2]) }),
    ...(share === undefined ? {} : { sharePercent: Number(share) }),
  };
}
