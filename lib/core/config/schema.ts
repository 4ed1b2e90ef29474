import { z } from 'zod';
import { REGION } from './arns.ts';
import { discoverRuleSchema, inherited, paging, targetSchema } from './target-schema.ts';
import {
  arn,
  date,
  NAME,
  NAME_WORDS,
  off,
  oneOf,
  onOff,
  prose,
  section,
  text,
  topicArn,
  wholeNumber,
} from './values.ts';

/*
 * The contract of holdband.yaml, version 1: every key with its meaning, unit, range and default. The JSON Schema for editors
 * and the reference in docs/config.md are made from it. What needs two keys to judge stands in meaning.ts.
 */

/** What findings can weigh. `off` is said apart. */
export const FINDING_SEVERITIES = ['error', 'warning', 'info'] as const;
export type FindingSeverity = (typeof FINDING_SEVERITIES)[number];

const topic = (use: string) =>
  topicArn().meta({
    description: `${use} Same Region and partition as the environment. Default: the stack makes a topic.`,
  });

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
              'Customer key that encrypts the topics: those given, and those the stack makes. Default: the stack makes a key for the topics it makes.',
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
        'Stacks the targets are spread over, by name; one holds 20 to 30 target groups. More than one needs the lock; another number moves nothing until `holdband place` does. Default 1.',
    })
    .optional(),
  tags: z
    .record(
      text(
        'a tag name of letters, digits, blanks and _.:/=+-@ that does not begin with aws:',
        /^(?![Aa][Ww][Ss]:)[\p{L}\p{N} _.:/=+@-]+$/u,
        128,
      ),
      text('a tag value of letters, digits, blanks and _.:/=+-@', /^[\p{L}\p{N} _.:/=+@-]*$/u, 256),
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
  qualifier: text('up to 10 letters, digits, _ and -, such as hnb659fds', /^[A-Za-z0-9_-]{1,10}$/)
    .meta({
      description: "Bootstrap qualifier of the account. Default: CDK's own, hnb659fds.",
      type: ['string', 'integer'],
    })
    .optional(),
  runbook: runbook.optional(),
  discover: z
    .array(discoverRuleSchema, { error: 'a list of rules' })
    .meta({
      description:
        'What `holdband discover` leaves out, and who hears of what it finds: rules by name, tags or both; the first that fits a target group wins. Default: none.',
    })
    .optional(),
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
        reason: prose('a sentence')
          .meta({
            description:
              'Why; repeated when the last day has passed. Needed where a rule of diff or check is off until a day. Default: none.',
          })
          .optional(),
        alarms: z
          .array(prose('the name of an alarm, * for any text, such as holdband-test-*'), {
            error: 'a list of names of alarms, * for any text',
          })
          .min(1, { error: 'at least one name' })
          .meta({
            description:
              'Alarms that the setting is for, by name, `*` for any text; rules of diff, and those of check that are about alarms. Default: all.',
          })
          .optional(),
      }),
    ],
    { error: 'off, or a map of severity, until, reason and alarms' },
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
      description:
        'Settings of rules by id (docs/config.md, docs/rules, docs/check.md): off, or { severity, until, reason, alarms }. Default: every rule as it is.',
    })
    .optional(),
  failOn: oneOf(FINDING_SEVERITIES)
    .meta({
      description:
        'validate, check and diff exit with 1 from a finding of this severity on (diff with info: from warning on). Default error.',
    })
    .optional(),
}).meta({ title: 'holdband.yaml', description: 'What holdband watches, where, and who is told.' });

/** The config file, checked key by key; durations in seconds, shares in percent, nothing filled in. */
export type Settings = z.output<typeof configSchema>;
export type EnvironmentSettings = z.output<typeof environmentSchema>;
export type InheritedSettings = z.output<typeof defaultsSchema>;
export type RuleSetting = NonNullable<Settings['rules']>[string];
