import { definedOnly } from '../../core/config/meaning.ts';
import { InputError } from '../../core/errors.ts';
import { type AccountAlarm, CredentialsFailedError } from '../../core/inventory/account.ts';
import type { OpenedAccount } from '../../core/inventory/account-writer.ts';
import { type FoundAlarm, findAlarmsOnHolds } from '../../core/inventory/find-alarms-on-holds.ts';
import type { Target } from '../../core/targets.ts';
import { accessLogsCommand } from '../../core/triage/live/access-logs-command.ts';
import type { LiveTriage } from '../../core/triage/live/live.ts';
import { watchedAs } from '../../core/triage/live/marker-settings.ts';
import { attempt } from '../../core/triage/live/reads.ts';
import { triageLive } from '../../core/triage/live/triage-live.ts';
import type { TriageSettings } from '../../core/triage/settings.ts';
import type { CommandHost } from '../program.ts';
import { type AccountTriage, accountTriageJson, accountTriageReport } from '../reporters/triage-account.ts';
import { configuredTarget, configuredTargets } from './configured-targets.ts';
import { settingsFor, type TriageOptions } from './triage-options.ts';

const MINUTE = 60;
const AN_HOUR = 3600;
/** What precedes the window and is compared with it, at most. */
const BASELINE = 86_400;

/** What is judged, and what the config says of it. */
interface Subject {
  readonly targetGroup: NonNullable<TriageOptions['targetGroup']>;
  readonly target?: Target;
}

/** `holdband triage` without access logs: the same verdict from CloudWatch and Elastic Load Balancing. */
export async function triageAccount(options: TriageOptions, host: CommandHost): Promise<void> {
  const { io, style, columns, now } = host.context;
  const subject = await subjectOf(options, host);
  const window = windowOf(options, now.getTime() / 1000);
  const open = await host.deps.account();
  const { region } = subject.targetGroup;
  const progress = io.progress(`asking AWS about ${subject.targetGroup.fullName}`);
  try {
    const account = await open({ region, ...(options.profile !== undefined && { profile: options.profile }) });
    try {
      const judged = await judgeLive(account, subject, options, window, now.getTime() / 1000, (text) =>
        progress.update(text),
      );
      progress.done();
      if (options.json) io.out(`${JSON.stringify(accountTriageJson(judged), null, 2)}\n`);
      else io.out(accountTriageReport(judged, { style, columns }));
    } finally {
      account.close();
    }
  } finally {
    progress.done();
  }
}

async function subjectOf(options: TriageOptions, { deps }: CommandHost): Promise<Subject> {
  const { targetGroup, target: name, region } = options;
  if (targetGroup) {
    const targets = await configuredTargets(options, deps.files);
    const target = targets.find((each) => each.targetGroup.arn === targetGroup.arn);
    return { targetGroup, ...(target && { target }) };
  }
  const { environment, target } = await configuredTarget(name ?? '', options, deps.files);
  if (region !== undefined && region !== environment.region) {
    const message = `is ${JSON.stringify(region)}, and ${target.name} is in ${environment.region}`;
    throw new InputError('OptionInvalid', { where: '--region', message });
  }
  return { targetGroup: { ...target.targetGroup, region: environment.region }, target };
}

/** Whole minutes; the last one that is over is the end of what can be asked for. */
function windowOf({ window }: TriageOptions, now: number): { readonly start: number; readonly end: number } {
  const end = Math.ceil((window.to ?? Math.floor(now / MINUTE) * MINUTE) / MINUTE) * MINUTE;
  const start = Math.floor((window.from ?? end - (window.lastSeconds ?? AN_HOUR)) / MINUTE) * MINUTE;
  if (start < Math.min(end, Math.floor(now / MINUTE) * MINUTE)) return { start, end };
  const message = `the window from ${new Date(start * 1000).toISOString()} has no minute that is over`;
  throw new InputError('WindowEmpty', { where: window.from === undefined ? '--to' : '--from', message });
}

async function judgeLive(
  account: OpenedAccount,
  { targetGroup, target }: Subject,
  options: TriageOptions,
  window: { readonly start: number; readonly end: number },
  now: number,
  progress: (text: string) => void,
): Promise<AccountTriage> {
  const { reader, region } = account;
  const reading = attempt('cloudwatch:DescribeAlarms', () => reader.alarms({ all: true }), undefined);
  // Deployed alarms know what a config would have said; the runbook judges by them, so that both say the same.
  const deployed = target ? undefined : deployedSettings(targetGroup.fullName, await reading);
  const [alarms, live] = await Promise.all([
    reading,
    triageLive(reader, {
      targetGroup,
      ...(target && { loadBalancer: target.loadBalancer }),
      window,
      now,
      baselineSeconds: BASELINE,
      settings: definedOnly(settingsFor(options, target, deployed)),
    }),
  ]);
  // Nobody signed for any of these calls: that is no verdict, but a thing to put right.
  if ('failed' in alarms && alarms.failed instanceof CredentialsFailedError) throw alarms.failed;

  const missing = [...live.missing];
  let found: readonly FoundAlarm[] | undefined;
  if ('failed' in alarms)
    missing.push(`Alarms of others that page on the holds are not known: ${alarms.failed.message}`);
  else {
    progress('replaying alarms of others');
    found = await alarmsOnHolds(reader, alarms.value, live);
  }
  const command = live.attributes && commandFor(live, targetGroup.arn, region);
  return {
    live,
    region,
    missing,
    ...(target && { name: target.name }),
    ...(found && { alarms: found }),
    ...(command !== undefined && { accessLogs: command }),
  };
}

function deployedSettings(
  targetGroup: string,
  alarms: { readonly value: readonly AccountAlarm[] } | { readonly failed: Error },
): Partial<TriageSettings> | undefined {
  if ('failed' in alarms) return undefined;
  const descriptions = alarms.value.map(({ properties: { AlarmDescription: text } }) => text);
  return watchedAs(
    targetGroup,
    descriptions.filter((text) => typeof text === 'string'),
  )?.settings;
}

async function alarmsOnHolds(
  reader: OpenedAccount['reader'],
  alarms: Parameters<typeof findAlarmsOnHolds>[1],
  { verdict, figures, hold, settings }: LiveTriage,
): Promise<readonly FoundAlarm[]> {
  const profile = hold ?? settings.hold;
  if (!profile) return [];
  const { targetGroup, loadBalancer, window } = figures;
  const holdsPerMinute = (verdict.counts.expiredHolds.value * MINUTE) / (window.end - window.start);
  const group = { targetGroup, loadBalancer, hold: profile, ...(holdsPerMinute > 0 && { holdsPerMinute }) };
  return findAlarmsOnHolds(reader, alarms, group, window);
}

function commandFor({ attributes, figures }: LiveTriage, targetGroupArn: string, region: string): string | undefined {
  const account = targetGroupArn.split(':')[4] ?? '';
  const place = { account, region, loadBalancer: figures.loadBalancer };
  return attributes && accessLogsCommand(attributes, place, figures.window);
}
