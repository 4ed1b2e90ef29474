import { z } from 'zod';
import { RELEASE_LAWS } from '../holds/profile.ts';
import { duration, oneOf, onOff, prose, section, text } from './values.ts';

/* What the config says of holds; hold.ts makes profiles of it. */

const cancels = onOff().meta({
  description:
    'on where clients give polls up on purpose, so that cancelled holds (460) are normal. Default: on where clientTimeout ends some holds, else off.',
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

export const holdSchema = z
  .union([prose('a catalogue name'), customHold, productHold], {
    error: 'a catalogue name such as elastic-fleet, a map with ceiling, or a map with product',
  })
  .meta({
    description:
      'What the service holds: a name of the catalogue (`holdband holds`), { ceiling, spread, … } for a service of your own, or { product, … } with its settings. Needed for mixed and long-polls.',
  });

export type HoldSettings = z.output<typeof holdSchema>;
export type ProductHold = z.output<typeof productHold>;
export type CustomHold = z.output<typeof customHold>;
