import { z } from 'zod';
import { RELEASE_LAWS } from '../holds/profile.ts';
import { COUNT_FORMS, ESTIMATES, GUARD_IDS, LEVELS, SEVERITIES, TRAFFIC_KINDS } from '../targets.ts';
import { REGION } from './arns.ts';
import { date, duration, off, oneOf, onOff, prose, share, text, wholeNumber } from './values.ts';

/*
 * The contract of holdband.yaml, version 1: every key with its meaning, unit, range and default. The JSON Schema for editors
 * and the reference in docs/config.md are made from it. What needs two keys to judge stands in meaning.ts.
 */

/** What findings can weigh. `off` is said apart. */
export const FINDING_SEVERITIES = ['error', 'warning', 'info'] as const;
export type FindingSeverity = (typeof FINDING_SEVERITIES)[number];

/** Names become parts of alarm names (at most 255 characters) and of logical ids, so their length is bounded. */
const NAME = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/;
const NAME_WORDS = 'lower-case letters, digits and inner hyphens, such as fleet-server';

/** A map that knows all its keys. Its error text lists them: problems.ts shows them beside an unknown one. */
function section<T extends z.core.$ZodLooseShape>(shape: T) {
  return z.strictObject(shape, {
    error: (issue) => (issue.code === 'unrecognized_keys' ? Object.keys(shape).join(', ') : 'a map of keys'),
  });
}

const objective = duration({ from: 0.01, to: 600, example: '0.8s' }).meta({
  description:
    'A slower request is slow. Rounded up to an edge of a CloudWatch storage bin (0.8s becomes 0.826s). Default 0.8s.',
});
const slowShare = share().meta({
  description: 'Alarm above this share of slow requests, of the requests that are not long polls. Default 5%.',
});
const level = oneOf(LEVELS).meta({
  description:
    'How much detection is bought: standard has windows of 1 and 5 minutes, thorough adds 10 and 15 minutes, finds more and pages falsely more often. Default standard.',
});
const estimate = oneOf(ESTIMATES).meta({
  description:
    'Form of the background estimate. survivor works for every product; flat needs one metric less and is for broadcast products only. Default survivor.',
});
const countForm = oneOf(COUNT_FORMS).meta({
  description: 'Statistic the alarms count with: trimmed count, or percentile rank times sample count. Default TC.',
});
const paging = onOff().meta({
  description:
    'off is shadow mode: everything is deployed and shows on the dashboard, alarm actions are disabled. Default on.',
});

const guard = z
  .union(
    [
      onOff(),
      section({
        on: onOff().meta({ description: 'Whether the guard is made. Default on.' }).optional(),
        severity: oneOf(SEVERITIES)
          .meta({ description: "Who is told: page wakes somebody, ticket waits. Default: the guard's own." })
          .optional(),
      }),
    ],
    { error: 'on, off, or a map of on and severity' },
  )
  .transform((setting) => (typeof setting === 'boolean' ? { on: setting } : setting));

const GUARD_WORDS: { readonly [id in (typeof GUARD_IDS)[number]]: string } = {
  'holds-stopped': 'Fewer than half the clients keep a poll parked. Default page.',
  'clients-gone':
    'Fewer than half the requests that the clients should make; for profiles whose clients cancel. Default page.',
  'no-healthy-target': 'No healthy target, or stale dimensions. Default page.',
  'poll-storm': 'Clients ask again at once instead of being held. Default page.',
  'hold-overrun': 'Responses that outlived their hold. Default ticket.',
  'severed-holds': 'Holds cut by the idle timeout of the load balancer. Default ticket.',
  'target-errors': 'More than 5 % of the answers are 5xx. Default ticket.',
  'unhealthy-targets': 'At least one target stays unhealthy. Default ticket.',
};

const guards = section(
  Object.fromEntries(GUARD_IDS.map((id) => [id, guard.meta({ description: GUARD_WORDS[id] }).optional()])) as {
    [id in (typeof GUARD_IDS)[number]]: z.ZodOptional<typeof guard>;
  },
).meta({
  id: 'guards',
  description:
    'Everything that watches the target group beside latency; each on, off, or { severity, on }. Default: all on.',
});

/** What a target inherits. */
const inherited = {
  objective: objective.optional(),
  slowShare: slowShare.optional(),
  level: level.optional(),
  estimate: estimate.optional(),
  countForm: countForm.optional(),
  guards: guards.optional(),
};

const cancels = onOff().meta({
  description:
    'on where clients give polls up on purpose, so that cancelled holds (460) are normal. Default: on where clientTimeout is below the ceiling, else off.',
});
const routes = z
  .array(
    section({
      method: text('an HTTP method in capitals, such as POST', /^[A-Z]+$/)
        .meta({ description: 'HTTP method. Default: any.' })
        .optional(),
      path: text('a path beginning with /, such as /api/*/poll', /^\/\S*$/).meta({
        description: 'Path without query; * stands for one segment, ** for any number.',
      }),
      query: z
        .array(text('a query parameter, name or name=value', /^[^\s&=]+(=[^\s&]*)?$/), {
          error: 'a list of parameters',
        })
        .meta({ description: 'Query parameters that must be present, each name or name=value. Default: any query.' })
        .optional(),
    }),
    { error: 'a list of routes' },
  )
  .meta({ description: 'Routes that hold, for access logs. Default: none known.' });
const ceiling = duration({ from: 1, to: 86_400, example: '300s' });
const spread = duration({ from: -3600, to: 3600, example: '-30s' }).meta({
  description:
    'Width of the uniform jitter: negative where it shortens the hold, positive where it lengthens it. Default 0s.',
});
const clientTimeout = duration({ from: 1, to: 86_400, example: '10m' }).meta({
  description:
    'HTTP timeout of the clients: never lengthens a hold, cancels it when shorter. Default: as catalogued, else not checked.',
});

const customHold = section({
  ceiling: ceiling.meta({ description: 'The hold the service sets out for, before any spread.' }),
  spread: spread.optional(),
  release: oneOf(RELEASE_LAWS)
    .meta({
      description:
        'How polls end early: broadcast, one event ends many; message-driven, each waits for its own. Default message-driven.',
    })
    .optional(),
  cancels: cancels.optional(),
  clientTimeout: clientTimeout.optional(),
  routes: routes.optional(),
});

const productHold = section({
  product: prose('a product that `holdband holds` lists').meta({ description: 'Catalogue name, e.g. elastic-fleet.' }),
  ceiling: ceiling
    .meta({
      description:
        "The product's hold where it is set to other than its default; for Fleet use longPoll or pollTimeout.",
    })
    .optional(),
  clientTimeout: clientTimeout.optional(),
  longPoll: duration({ from: 1, to: 86_400, example: '5m' })
    .meta({ description: 'Fleet Server: timeouts.checkin_long_poll. Default 5m.' })
    .optional(),
  jitter: duration({ from: 0, to: 3600, example: '30s' })
    .meta({ description: 'Fleet Server: timeouts.checkin_jitter, subtracted from the hold. Default 30s.' })
    .optional(),
  pollTimeout: duration({ from: 1, to: 86_400, example: '12m' })
    .meta({
      description:
        'Fleet: poll_timeout that agents send; the hold is then max(1m, min(pollTimeout - 2m, 1h)). Default: none sent, as by every released agent.',
    })
    .optional(),
  cancelDebounce: duration({ from: 0, to: 86_400, example: '5m' })
    .meta({
      description:
        'Fleet: state changes, debounced by this, cancel and restart the check-in: cancelled holds are normal. Default: agents do not cancel.',
    })
    .optional(),
  backoff: duration({ from: 0, to: 3600, example: '60s' })
    .meta({
      description:
        'Fleet: fleet.checkin.request_backoff_init; after a failed or cancelled check-in an agent waits once to twice this. Default 60s.',
    })
    .optional(),
  standalone: onOff()
    .meta({
      description: 'Fleet: on for stand-alone agents, which have no check-in: use traffic requests. Default off.',
    })
    .optional(),
});

const hold = z
  .union([prose('a catalogue name'), customHold, productHold], {
    error: 'a catalogue name such as elastic-fleet, a map with ceiling, or a map with product',
  })
  .meta({
    description:
      'What the service holds: a name of the catalogue (`holdband holds`), { ceiling, spread, … } for a service of your own, or { product, … } with its settings. Needed for mixed and long-polls.',
  });

const arn = (what: string, form: RegExp, example: string) => text(`the ARN of ${what}, such as ${example}`, form);
const topic = (use: string) =>
  arn(
    'an SNS topic',
    /^arn:aws(-[a-z]+)*:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]{1,256}$/,
    'arn:aws:sns:us-east-2:111122223333:on-call',
  ).meta({ description: `${use} Same Region and partition as the environment. Default: the stack makes a topic.` });

const notify = z
  .union(
    [
      topic('Topic for everything.'),
      section({
        page: topic('Topic that wakes somebody.').optional(),
        ticket: topic('Topic that waits for working hours.').optional(),
        verdict: topic("Topic that gets the runbook's verdicts.").optional(),
        key: arn(
          'a KMS key',
          /^arn:aws(-[a-z]+)*:kms:[a-z0-9-]+:\d{12}:key\/[A-Za-z0-9-]+$/,
          'arn:aws:kms:us-east-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab',
        )
          .meta({
            description:
              'Customer key of the topics the stack makes. Default: topics are not encrypted with a customer key.',
          })
          .optional(),
        subscribe: z
          .array(text('an e-mail address or an https:// URL', /^(https:\/\/[^\s]+|[^\s@]+@[^\s@]+\.[^\s@]+)$/), {
            error: 'a list of e-mail addresses and https:// URLs',
          })
          .meta({ description: 'Subscribed to the topics the stack makes. Default: nobody, with a warning at synth.' })
          .optional(),
      }),
    ],
    { error: "a topic's ARN, or a map of page, ticket, verdict, key and subscribe" },
  )
  .meta({ description: 'Who hears what: one topic ARN for all, or one each. Default: the stack makes the topics.' });

const match = section({
  name: text('a name pattern, * for any characters, such as k8s-elastics-fleetser-*', /^[A-Za-z0-9*-]+$/)
    .meta({ description: "Pattern of the target group's name; * stands for any characters." })
    .optional(),
  tags: z
    .record(z.string(), z.string({ error: 'text' }), { error: 'a map of tags' })
    .meta({ description: 'Tags the target group must carry, all of them.' })
    .optional(),
}).meta({
  description: 'Finds the target group instead of naming ARNs. Needs holdband.lock.json; this release reads ARNs only.',
});

export const targetSchema = section({
  name: text(NAME_WORDS, NAME, 64).meta({
    description:
      'Name in alarm names and logical ids: cannot be changed later without making the alarms anew. Unique in the environment.',
  }),
  loadBalancer: prose('the ARN of an Application Load Balancer')
    .meta({
      description:
        'ARN of the Application Load Balancer. In the account, Region and partition of the environment. Needed without match.',
    })
    .optional(),
  targetGroup: prose('the ARN of a target group')
    .meta({
      description:
        'ARN of the target group. In the account, Region and partition of the environment. Needed without match.',
    })
    .optional(),
  match: match.optional(),
  traffic: oneOf(TRAFFIC_KINDS).meta({
    description:
      'What the target group carries: requests (no long polls), mixed (both), long-polls (little else), exempt (guards only, with a reason).',
  }),
  hold: hold.optional(),
  idleTimeout: duration({ from: 1, to: 4000, example: '300s' })
    .meta({ description: 'Idle timeout of the load balancer. Default: not known, and validate says what to check.' })
    .optional(),
  clients: wholeNumber(1, 1_000_000)
    .meta({
      description: 'Clients expected to keep a poll parked. Default: not known; guards that need it are left out.',
    })
    .optional(),
  ...inherited,
  paging: paging.optional(),
  reason: prose('a sentence')
    .meta({ description: 'Why the target group is exempt. Needed for exempt, refused elsewhere.' })
    .optional(),
  until: date()
    .meta({
      description:
        'Last day of the exemption. Default: no end. Whether it has passed is said by validate, never by synth.',
    })
    .optional(),
  deregistrationDelay: duration({ from: 0, to: 3600, example: '300s' })
    .meta({ description: 'Deregistration delay of the target group. Default: not checked.' })
    .optional(),
  targetKeepAlive: duration({ from: 0, to: 86_400, example: '620s' })
    .meta({ description: "Keep-alive of the targets' HTTP servers. Default: not checked." })
    .optional(),
  healthCheck: section({
    interval: duration({ from: 5, to: 300, example: '15s' })
      .meta({ description: 'Time between two checks. Default: not checked.' })
      .optional(),
    unhealthyThreshold: wholeNumber(2, 10)
      .meta({ description: 'Failed checks until a target is unhealthy. Default: not checked.' })
      .optional(),
    codes: text('statuses such as 200, 200-299 or 200,404', /^\d{3}(-\d{3})?(,\d{3}(-\d{3})?)*$/)
      .meta({ description: 'Statuses that count as healthy. Default: not checked.' })
      .optional(),
  })
    .meta({ description: 'Health check of the target group, for lint. Default: not checked.' })
    .optional(),
});

const runbook = z
  .union(
    [
      onOff(),
      section({
        on: onOff().meta({ description: 'Whether the Lambda is made. Default on.' }).optional(),
        architecture: oneOf(['arm64', 'x86_64'])
          .meta({ description: 'Processor of the Lambda. Default arm64.' })
          .optional(),
      }),
    ],
    { error: 'on, off, or a map of on and architecture' },
  )
  .transform((setting) => (typeof setting === 'boolean' ? { on: setting } : setting))
  .meta({ description: 'The Lambda that triages when an alarm fires. Default on.' });

export const environmentSchema = section({
  account: text('12 digits, quoted or not', /^\d{12}$/).meta({
    description: 'Account id, 12 digits; leading zeros are kept.',
    type: ['string', 'integer'],
  }),
  region: text('a Region, such as us-east-2', REGION).meta({ description: 'Region; its partition follows from it.' }),
  notify: notify.optional(),
  paging: paging.optional(),
  defaults: section(inherited)
    .meta({ description: 'Overrides the defaults of the file for this environment. Default: none.' })
    .optional(),
  stacks: wholeNumber(1, 100)
    .meta({
      description:
        'Stacks the targets are spread over, by name; a template of 1 MB holds about 45. Frozen once deployed. Default 1.',
    })
    .optional(),
  tags: z
    .record(
      text(
        'a tag name of at most 128 characters that does not begin with aws:',
        /^(?!aws:)[\p{L}\p{N}\s_.:/=+@-]+$/u,
        128,
      ),
      text('a tag value of at most 256 characters', /^[\p{L}\p{N}\s_.:/=+@-]*$/u, 256),
      { error: 'a map of tags' },
    )
    .meta({ description: 'Tags on everything the stacks make. Default: none.' })
    .optional(),
  permissionsBoundary: arn(
    'an IAM policy',
    /^arn:aws(-[a-z]+)*:iam::(\d{12}|aws):policy\/[\w+=,.@/-]+$/,
    'arn:aws:iam::111122223333:policy/boundary',
  )
    .meta({ description: 'Policy that bounds every role the stacks make. Default: none.' })
    .optional(),
  qualifier: text('up to 10 letters and digits, such as hnb659fds', /^[A-Za-z0-9_-]{1,10}$/)
    .meta({
      description: "Bootstrap qualifier of the account. Default: CDK's own, hnb659fds.",
      type: ['string', 'integer'],
    })
    .optional(),
  runbook: runbook.optional(),
  targets: z.array(targetSchema, { error: 'a list of targets' }).min(1, { error: 'at least one target' }).meta({
    description: 'What is watched.',
  }),
});

const ruleSetting = z
  .union(
    [
      off(),
      section({
        severity: oneOf([...FINDING_SEVERITIES, 'off'])
          .meta({ description: "Weight of the finding. Default: the rule's own." })
          .optional(),
        until: date()
          .meta({ description: 'Last day of this setting; from the next day the rule is as ever. Default: no end.' })
          .optional(),
        reason: prose('a sentence').meta({ description: 'Why. Default: none.' }).optional(),
      }),
    ],
    { error: 'off, or a map of severity, until and reason' },
  )
  .transform((setting) => (setting === false ? { severity: 'off' as const } : setting));

export const defaultsSchema = section({ ...inherited, paging: paging.optional() });

export const configSchema = section({
  version: z.literal(1, { error: '1' }).meta({ description: 'Version of this contract.' }),
  defaults: defaultsSchema
    .meta({
      description: 'Holds for every target that does not say otherwise. Default: the defaults of its keys.',
    })
    .optional(),
  environments: z
    .record(text(NAME_WORDS, NAME, 32), environmentSchema, { error: 'a map of environments by name' })
    .refine((all) => Object.keys(all).length > 0, { error: 'at least one environment' })
    .meta({ description: 'Accounts and Regions by name; the name is part of alarm names and stack names.' }),
  rules: z
    .record(z.string(), ruleSetting, { error: 'a map of rules by id' })
    .meta({
      description: 'Settings of lint rules by id: off, or { severity, until, reason }. Default: every rule as it is.',
    })
    .optional(),
  failOn: oneOf(FINDING_SEVERITIES)
    .meta({ description: 'validate exits with 1 from a finding of this severity on. Default error.' })
    .optional(),
}).meta({ title: 'holdband.yaml', description: 'What holdband watches, where, and who is told.' });

/** The config file, checked key by key; durations in seconds, shares in percent, nothing filled in. */
export type Settings = z.output<typeof configSchema>;
export type EnvironmentSettings = z.output<typeof environmentSchema>;
export type TargetSettings = z.output<typeof targetSchema>;
export type HoldSettings = NonNullable<TargetSettings['hold']>;
export type ProductHold = z.output<typeof productHold>;
export type CustomHold = z.output<typeof customHold>;
export type InheritedSettings = z.output<typeof defaultsSchema>;
export type RuleSetting = NonNullable<Settings['rules']>[string];
