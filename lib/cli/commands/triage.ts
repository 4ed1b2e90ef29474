import { Command } from 'commander';
import { unknownWord } from '../../core/config/problems.ts';
import { InputError } from '../../core/errors.ts';
import type { HoldProfile } from '../../core/holds/profile.ts';
import type { Target } from '../../core/targets.ts';
import { withinLogs } from '../../core/triage/coverage.ts';
import type { TargetGroupFigures } from '../../core/triage/figures.ts';
import { triage } from '../../core/triage/triage.ts';
import type { CommandHost } from '../program.ts';
import { inputNotes } from '../reporters/input-notes.ts';
import { type Judged, triageJson } from '../reporters/triage-json.ts';
import { triageReport } from '../reporters/triage-report.ts';
import { configuredTargets, DEFAULT_CONFIG } from './configured-targets.ts';
import { triageAccount } from './triage-account.ts';
import { readTriageOptions, settingsFor, type TriageFlags, type TriageOptions } from './triage-options.ts';

const EXAMPLES = `
Examples:
  $ holdband triage --target-group arn:aws:elasticloadbalancing:…:targetgroup/… --last 3h
  $ holdband triage --target fleet-server --profile prod
  $ holdband triage --access-logs logs/
  $ holdband triage --access-logs logs/*.gz --last 30m --target fleet-server
  $ holdband triage --access-logs alb.log --hold elastic-fleet --clients 5 --idle-timeout 300s
  $ holdband triage --access-logs logs/ --from 2026-11-16T23:00Z --to 2026-11-17T00:00Z --json

The window is the last hour, of the logs or up to now; what precedes it (up to 24 h) is the
baseline; times without a zone are UTC. Asked live, AWS tells what is known of the target group,
its newest three minutes are marked as provisional, and alarms of others that page on its holds
are named; docs/iam.md has the permissions. With a config file its targets say what is held; what it does not
say is looked for. Options win over the file. Exit code 0 whatever the verdict, 2 where the
logs or the options cannot be used. Access logs need DuckDB: npm install @duckdb/node-api.
--json prints {"schema": 1, "results", "input"}, live {"schema": 1, "results", "missing", "alarms",
"accessLogs"}; docs/triage.md tells the rest.`;

/** `holdband triage`: sorts what long response times are, and says what to do, for each target group found. */
export function triageCommand(host: CommandHost): Command {
  return new Command('triage')
    .summary('say what long response times are: idle long polls, slow requests, or something else')
    .description(
      'Says for each target group what its long response times are: idle long polls, slow requests, or what else.',
    )
    .option('--access-logs <PATH...>', 'access logs of Application Load Balancers: files, folders, plain or gz')
    .option('--target-group <ARN>', 'ask AWS about this target group instead')
    .option('--config <FILE>', `config file (default: ${DEFAULT_CONFIG}, where there is one)`)
    .option('--environment <NAME>', 'use the targets of this environment of the config only')
    .option(
      '--target <NAME>',
      'judge one only: a target of the config (AWS is asked without --access-logs), or one of the logs',
    )
    .option('--objective <DURATION>', 'a slower request is slow (default: as configured, or 0.8s)')
    .option('--hold <NAME>', 'what is held: a name of holdband holds')
    .option('--idle-timeout <DURATION>', 'idle timeout of the load balancer')
    .option('--clients <N>', 'clients that keep a poll parked')
    .option('--from <TIME>', 'start of the window')
    .option('--to <TIME>', 'end of the window')
    .option('--last <DURATION>', 'length of the window (default: 1h)')
    .option('--profile <NAME>', 'AWS profile')
    .option('--region <REGION>', 'AWS Region (default: that of the ARN)')
    .option('--json', 'print {schema, results, …}')
    .addHelpText('after', EXAMPLES)
    .action(async (flags: TriageFlags) => {
      const options = readTriageOptions(flags);
      if (options.accessLogs) await triageAccessLogs(options, options.accessLogs, host);
      else await triageAccount(options, host);
      host.finish(0);
    });
}

async function triageAccessLogs(
  options: TriageOptions,
  paths: readonly string[],
  { context, deps }: CommandHost,
): Promise<void> {
  const { io, style, columns, cwd } = context;
  const targets = await configuredTargets(options, deps.files);
  const progress = io.progress('reading access logs');
  const readAccessLogs = await deps.accessLogs();
  const read = await readAccessLogs(paths, { ...options.window, cwd, holds: holdsOf(targets) }, (text) =>
    progress.update(text),
  ).finally(() => progress.done());
  const reading = withinLogs(read);

  const judged = chosen(reading.targetGroups, targets, options.target).map((figures): Judged => {
    const target = targetOf(figures, targets);
    const verdict = triage(figures, settingsFor(options, target));
    return { figures, verdict, ...(target && { name: target.name }) };
  });
  for (const note of inputNotes(reading)) io.warn(`holdband: ${note}`);
  if (options.json) io.out(`${JSON.stringify(triageJson(judged, reading), null, 2)}\n`);
  else io.out(triageReport(judged, reading, { style, columns }));
}

function targetOf({ targetGroup }: TargetGroupFigures, targets: readonly Target[]): Target | undefined {
  return targets.find((target) => target.targetGroup.fullName === targetGroup);
}

function holdsOf(targets: readonly Target[]): Map<string, HoldProfile> {
  return new Map(targets.flatMap(({ targetGroup, hold }) => (hold ? [[targetGroup.fullName, hold] as const] : [])));
}

/** The target groups asked for: all, or the one that the config or the load balancer calls so. */
function chosen(
  found: readonly TargetGroupFigures[],
  targets: readonly Target[],
  wanted: string | undefined,
): readonly TargetGroupFigures[] {
  if (wanted === undefined) return found;
  const configured = targets.filter(({ name }) => name === wanted).map(({ targetGroup }) => targetGroup.fullName);
  const names = (figures: TargetGroupFigures) => [figures.targetGroup, figures.targetGroup.split('/')[1]];
  const matching = found.filter(
    (figures) => configured.includes(figures.targetGroup) || names(figures).includes(wanted),
  );
  if (matching.length > 0) return matching;
  const known = [...targets.map(({ name }) => name), ...found.flatMap((figures) => names(figures)[1] ?? [])];
  const message =
    configured.length > 0
      ? `${configured[0]} is not in these logs; they have ${found.map(({ targetGroup }) => targetGroup).join(', ') || 'no target group'}`
      : unknownWord('target', wanted, [...new Set(known)]);
  throw new InputError('TargetUnknown', { where: '--target', message });
}
