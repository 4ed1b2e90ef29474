import { Command } from 'commander';
import { deleteCommand, VERIFY_PREFIX } from '../../core/assumptions/bench.ts';
import { ASSUMPTIONS, verifyAssumptions } from '../../core/assumptions/verify.ts';
import { loadBalancerArn } from '../../core/config/arns.ts';
import { InputError } from '../../core/errors.ts';
import type { OpenedAccount } from '../../core/inventory/account-writer.ts';
import type { ElbResource } from '../../core/targets.ts';
import { parseDuration } from '../../core/units.ts';
import type { ExitCode } from '../context.ts';
import type { CommandHost } from '../program.ts';
import { plain } from '../reporters/plain.ts';
import { leftBehindLines, verifiedJson, verifiedReport } from '../reporters/verify-assumptions.ts';
import { requireConfirmed } from './confirmed.ts';

const EXAMPLES = `
Examples:
  $ holdband verify-assumptions --region us-east-2
  $ holdband verify-assumptions --load-balancer arn:aws:elasticloadbalancing:…:loadbalancer/app/… --wait 2h
  $ holdband verify-assumptions --yes --json > assumptions.json

It makes up to 5 alarms that call nobody, and with --wait sends three points to metrics of its
own; all alarms are called ${VERIFY_PREFIX}… and deleted at the end, also when interrupted. The
evaluation ranges take an hour and a half to see: --wait 2h. Exit code 0 whatever the answers, 2
where it cannot be asked or something could not be deleted. --json prints {"schema": 1, "region",
"findings", "leftBehind"}.`;

/** Alarms at $0.10, composites at $0.50, custom metrics at $0.30 a month, by the hour; 1,000 metrics read at $0.01. */
const COST =
  'It costs about 0.01 USD at list prices of us-east-1: a few alarms and metrics for an hour or two, and some reads';

interface VerifyFlags {
  readonly profile?: string;
  readonly region?: string;
  readonly loadBalancer?: string;
  readonly wait?: string;
  readonly yes?: boolean;
  readonly json?: boolean;
}

/** `holdband verify-assumptions`: what no documentation says and an account can. */
export function verifyAssumptionsCommand(host: CommandHost): Command {
  return new Command('verify-assumptions')
    .summary('ask an account what no documentation says')
    .description('Asks an AWS account what holdband builds on and no documentation says.')
    .option('--load-balancer <ARN>', 'an Application Load Balancer with traffic, whose metrics are looked at')
    .option('--wait <DURATION>', 'wait so long for alarms to change; 2h answers everything')
    .option('--profile <NAME>', 'AWS profile')
    .option('--region <REGION>', 'AWS Region (default: that of the ARN, else that of the profile)')
    .option('-y, --yes', 'do not ask')
    .option('--json', 'print {schema, region, findings, leftBehind}')
    .addHelpText('after', EXAMPLES)
    .action(async (flags: VerifyFlags) => host.finish(await verify(flags, host)));
}

async function verify(flags: VerifyFlags, host: CommandHost): Promise<ExitCode> {
  const { io, style, columns } = host.context;
  const { waitSeconds, loadBalancer, region } = readFlags(flags);
  const open = await host.deps.account();
  const { profile } = flags;
  const account = await open({ ...(region !== undefined && { region }), ...(profile !== undefined && { profile }) });
  try {
    await warnOfEarlier(account, host);
    io.note(`holdband: ${COST}.`);
    await requireConfirmed('verify-assumptions', `Make and delete alarms in ${account.region}?`, flags.yes, host);
    const ended = new AbortController();
    void host.deps.interrupted().then(() => ended.abort());
    const progress = io.progress(`asking ${ASSUMPTIONS.length} questions`);
    let answers = 0;
    const verified = await verifyAssumptions(account, {
      run: Math.floor(host.deps.clock.now()).toString(36),
      clock: host.deps.clock,
      signal: ended.signal,
      ...(loadBalancer && { loadBalancer }),
      ...(waitSeconds !== undefined && { waitSeconds }),
      answered: () => progress.update(`${++answers} of ${ASSUMPTIONS.length} questions answered`),
    }).finally(() => progress.done());
    if (flags.json) io.out(`${JSON.stringify(verifiedJson(verified, account.region), null, 2)}\n`);
    else io.out(verifiedReport(verified, { style, columns }));
    for (const line of leftBehindLines(verified)) io.warn(`holdband: ${plain(line)}`);
    if (ended.signal.aborted) io.warn('holdband: verify-assumptions: interrupted');
    return verified.leftBehind.length > 0 || ended.signal.aborted ? 2 : 0;
  } finally {
    account.close();
  }
}

function readFlags({ wait, loadBalancer, region }: VerifyFlags): {
  readonly waitSeconds?: number;
  readonly loadBalancer?: ElbResource;
  readonly region?: string;
} {
  const refuse = (where: string, message: string): never => {
    throw new InputError('OptionInvalid', { where, message });
  };
  const waitSeconds = wait === undefined ? undefined : (parseDuration(wait) ?? Number.NaN);
  if (waitSeconds !== undefined && !(waitSeconds > 0 && waitSeconds <= 86_400)) {
    refuse('--wait', `is ${JSON.stringify(wait)}, allowed: a duration above 0, up to 1d`);
  }
  const rest = waitSeconds === undefined ? {} : { waitSeconds };
  if (loadBalancer === undefined) return { ...rest, ...(region !== undefined && { region }) };
  const arn = loadBalancerArn(loadBalancer);
  if ('refused' in arn) return refuse('--load-balancer', `is ${JSON.stringify(loadBalancer)}, ${arn.refused}`);
  if (region !== undefined && region !== arn.region) {
    refuse('--region', `is ${JSON.stringify(region)}, and the load balancer is in ${arn.region}`);
  }
  return { ...rest, loadBalancer: arn.elb, region: arn.region };
}

/** A run that was killed could not clear up. @throws ReadFailedError where alarms cannot be read: nothing else would work */
async function warnOfEarlier({ reader, region }: OpenedAccount, { context }: CommandHost): Promise<void> {
  const earlier = await reader.alarms({ prefix: VERIFY_PREFIX });
  if (earlier.length === 0) return;
  // Composites first: CloudWatch refuses to delete what one still names.
  const names = earlier
    .toSorted((a, b) => Number(b.kind === 'composite') - Number(a.kind === 'composite'))
    .map(({ name }) => name);
  context.io.warn(
    `holdband: ${plain(`left by an earlier run, or one that still runs: ${deleteCommand(names, region)}`)}`,
  );
}
