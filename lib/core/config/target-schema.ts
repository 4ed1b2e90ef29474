import { z } from 'zod';
import { COUNT_FORMS, ESTIMATES, GUARD_IDS, LEVELS, SEVERITIES, TRAFFIC_KINDS } from '../targets.ts';
import { holdSchema } from './hold-schema.ts';
import {
  date,
  duration,
  NAME,
  NAME_WORDS,
  oneOf,
  onOff,
  prose,
  section,
  share,
  text,
  topicArn,
  wholeNumber,
} from './values.ts';

/* One target of the config, and what it may inherit. */

const objective = duration({ from: 0.01, to: 600, example: '0.8s' }).meta({
  description:
    'A slower request is slow. Rounded up to an edge of a CloudWatch storage bin (0.8s becomes 0.826s). Default 0.8s.',
});
const slowShare = share().meta({
  description: 'Alarm above this share of slow requests, of the requests that are not long polls. Default 5%.',
});
const level = oneOf(LEVELS).meta({
  description:
    'How much detection is bought: standard has six latency alarms beside long polls, thorough ten; it finds a little more, costs more and pages falsely more often. Default standard.',
});
const estimate = oneOf(ESTIMATES).meta({
  description:
    'Form of the background estimate. survivor works for every product; flat needs one metric less and is for broadcast products only. Default survivor.',
});
const countForm = oneOf(COUNT_FORMS).meta({
  description: 'Statistic the alarms count with: trimmed count, or percentile rank times sample count. Default TC.',
});
export const paging = onOff().meta({
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
export const inherited = {
  objective: objective.optional(),
  slowShare: slowShare.optional(),
  level: level.optional(),
  estimate: estimate.optional(),
  countForm: countForm.optional(),
  guards: guards.optional(),
};

/** What finds target groups; docs and errors are the same for a target and for a rule of discovery. */
const finders = {
  name: text('a name pattern, * for any characters, such as k8s-elastics-fleetser-*', /^[A-Za-z0-9*-]+$/)
    .meta({ description: "Pattern of the target group's name; * stands for any characters. Default: any name." })
    .optional(),
  tags: z
    .record(z.string(), z.string({ error: 'text' }), { error: 'a map of tags' })
    .meta({ description: 'Tags the target group must carry, all of them, with exactly these values. Default: any.' })
    .optional(),
};

export const matchSchema = section(finders).meta({
  description:
    'Finds the target group by name, tags or both instead of naming ARNs. `holdband discover --write` looks it up and keeps what it found in holdband.lock.json; everything else reads only that file. A Kubernetes Service made anew keeps its tags, and so the next run finds it again.',
});

const topic = (use: string) =>
  topicArn().meta({
    description: `${use} Same Region and partition as the environment. Default: the topic of the environment.`,
  });

/** Who hears of one target; one ARN is for both. */
const targetNotify = z
  .union(
    [
      topic('Topic for pages and tickets.'),
      section({
        page: topic('Topic that wakes somebody.').optional(),
        ticket: topic('Topic that waits for working hours.').optional(),
      }),
    ],
    { error: "a topic's ARN, or a map of page and ticket" },
  )
  .transform((setting) => (typeof setting === 'string' ? { page: setting, ticket: setting } : setting))
  .meta({
    description:
      "Who hears of this target's alarms instead of those who hear of the environment: one topic ARN for pages and tickets, or one each. Alarms of its load balancer and the runbook's verdicts go where the environment says. Default: as the environment.",
  });

export const discoverRuleSchema = section({
  ...finders,
  exclude: prose('a sentence that says why')
    .meta({
      description:
        'Why these target groups are left out; shown beside each. They are not read and never proposed. Default: looked at.',
    })
    .optional(),
  notify: targetNotify
    .meta({
      description:
        'Who hears of them: becomes notify of the targets that discovery writes. Default: as the environment.',
    })
    .optional(),
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
  match: matchSchema.optional(),
  traffic: oneOf(TRAFFIC_KINDS).meta({
    description:
      'What the target group carries: requests (no long polls), mixed (both), long-polls (little else), exempt (guards only, with a reason).',
  }),
  hold: holdSchema.optional(),
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
  notify: targetNotify.optional(),
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

export type TargetSettings = z.output<typeof targetSchema>;
