import { chosenByClient, entry, FREE_SETTING, headersEarly } from './entry.ts';

/** Chat and browser transports: a poll waits for its own message, and a closed tab gives it up. */

export const matrixSync = entry({
  id: 'matrix-sync',
  product: 'Matrix sync (Synapse and others)',
  ceiling: 30,
  releaseLaw: 'message-driven',
  cancels: true,
  routes: [
    { method: 'GET', path: '/_matrix/client/*/sync', query: ['timeout>0'] },
    { method: 'GET', path: '/_matrix/client/*/events' },
  ],
  examples: ['GET /_matrix/client/v3/sync?since=s72594_4483&timeout=30000', 'GET /_matrix/client/r0/events?from=s1'],
  ceilingRange: FREE_SETTING,
  idleTimeoutAdvice: 60,
  holdChosenBy: 'client',
  source: 'matrix-org/matrix-spec sync.yaml, element-hq/synapse rest/client/sync.py, events.py',
  note: 'The server honours what the client asks for; clients ask for 30 s.',
});

export const signalr = entry({
  id: 'signalr',
  product: 'ASP.NET Core SignalR (LongPolling transport)',
  ceiling: 90,
  releaseLaw: 'message-driven',
  cancels: true,
  // Hub paths are the application's; the connection token, 16 random bytes in base64url, is SignalR's own.
  routes: [{ method: 'GET', path: '/**', query: ['id=<22>'] }],
  examples: ['GET /chathub?id=Q1xv9mE0b7JrT5ZkLw3NdA'],
  ceilingRange: FREE_SETTING,
  idleTimeoutAdvice: 120,
  status: [200, 204],
  source: 'dotnet/aspnetcore LongPollingOptions.cs, LongPollingServerTransport.cs',
  note: 'The default idle timeout of a load balancer severs every idle hold.',
});

export const socketIo = entry({
  id: 'socket-io',
  product: 'Socket.IO / Engine.IO (polling transport)',
  ceiling: 25,
  releaseLaw: 'message-driven',
  cancels: true,
  routes: ['/socket.io', '/engine.io'].map((path) => ({ method: 'GET', path, query: ['transport=polling', 'sid'] })),
  examples: ['GET /socket.io/?EIO=4&transport=polling&t=P1&sid=lv_VI97HAXpY6yYWAAAC'],
  ceilingRange: FREE_SETTING,
  idleTimeoutAdvice: 60,
  source: 'socketio/socket.io packages/engine.io/lib/server.ts, socket.ts',
  note: 'A hold ends with the ping of the server, every 25 s.',
});

export const cometd = entry({
  id: 'cometd',
  product: 'CometD / Bayeux (/meta/connect)',
  ceiling: 30,
  releaseLaw: 'message-driven',
  cancels: true,
  routes: [
    { method: 'POST', path: '/cometd' },
    { method: 'POST', path: '/cometd/connect' },
  ],
  examples: ['POST /cometd', 'POST /cometd/connect'],
  ceilingRange: FREE_SETTING,
  idleTimeoutAdvice: 60,
  source: 'cometd/cometd AbstractServerTransport.java',
  note: 'Applications choose the path. Clients that do not put the message type into the path send short requests to /cometd, too.',
});

export const telegramBotApi = entry({
  id: 'telegram-bot-api',
  product: 'Telegram Bot API server',
  ceiling: 50,
  releaseLaw: 'message-driven',
  routes: [{ path: '/bot*/getUpdates', query: ['timeout>0'] }],
  examples: ['GET /bot110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw/getUpdates?timeout=50'],
  ceilingRange: [0, 50],
  idleTimeoutAdvice: 60,
  holdChosenBy: 'client',
  source: 'tdlib/telegram-bot-api Client.h (LONG_POLL_MAX_TIMEOUT)',
  refusal: chosenByClient('timeout, none by default, at most 50 s'),
});

export const zulip = entry({
  id: 'zulip',
  product: 'Zulip events',
  ceiling: 45,
  spread: 10,
  releaseLaw: 'message-driven',
  cancels: true,
  // Kubernetes has a GET /api/v1/events of its own, without a queue.
  routes: ['/api/v1/events', '/json/events'].map((path) => ({ method: 'GET', path, query: ['queue_id'] })),
  examples: ['GET /api/v1/events?queue_id=fb67bf8a&last_event_id=7', 'GET /json/events?queue_id=fb67bf8a'],
  idleTimeoutAdvice: 60,
  clientTimeout: 90,
  source: 'zulip/zulip zerver/tornado/event_queue.py (HEARTBEAT_MIN_FREQ_SECS)',
  note: 'Made to end below 60 s.',
});

export const nextcloudTalk = entry({
  id: 'nextcloud-talk',
  product: 'Nextcloud Talk chat',
  ceiling: 30,
  releaseLaw: 'message-driven',
  cancels: true,
  routes: [{ method: 'GET', path: '/**/ocs/v2.php/apps/spreed/api/v1/chat/*', query: ['lookIntoFuture=1'] }],
  examples: ['GET /ocs/v2.php/apps/spreed/api/v1/chat/a3kx9?lookIntoFuture=1&timeout=30'],
  ceilingRange: [0, 60],
  idleTimeoutAdvice: 90,
  status: [304],
  source: 'nextcloud/spreed docs/chat.md',
});

export const odoo = entry({
  id: 'odoo',
  product: 'Odoo bus (15 and before)',
  ceiling: 50,
  releaseLaw: 'message-driven',
  cancels: true,
  routes: [{ method: 'POST', path: '/longpolling/poll' }],
  examples: ['POST /longpolling/poll'],
  idleTimeoutAdvice: 60,
  source: 'odoo/odoo addons/bus/models/bus.py (TIMEOUT), controllers/main.py',
  note: 'Not confirmed: that 16 and later use websockets only.',
});

export const phoenixLongpoll = entry({
  id: 'phoenix-longpoll',
  product: 'Phoenix channels and LiveView (longpoll transport)',
  ceiling: 10,
  releaseLaw: 'message-driven',
  cancels: true,
  routes: ['/socket/longpoll', '/live/longpoll'].map((path) => ({ method: 'GET', path })),
  examples: ['GET /socket/longpoll?token=SFMy&vsn=2.0.0', 'GET /live/longpoll?vsn=2.0.0'],
  ceilingRange: FREE_SETTING,
  idleTimeoutAdvice: 60,
  source: 'phoenixframework/phoenix lib/phoenix/endpoint.ex (window_ms), transports/long_poll.ex',
  note: 'A hold that ran out has HTTP status 200 and status 204 in its JSON body.',
});

export const messageBus = entry({
  id: 'message-bus',
  product: 'MessageBus (Discourse)',
  ceiling: 25,
  releaseLaw: 'message-driven',
  cancels: true,
  routes: [{ method: 'POST', path: '/message-bus/*/poll' }],
  examples: ['POST /message-bus/0d3c1c9a/poll'],
  idleTimeoutAdvice: 60,
  headers: 'early',
  source: 'discourse/message_bus lib/message_bus.rb, client.rb (ensure_first_chunk_sent), rack/middleware.rb',
  note: 'Without chunked answers the hold is in the response time: then declare hold: { ceiling: 25s, spread: 0s }. No hold above max_active_clients (1000).',
  refusal: headersEarly('MessageBus sends an empty first chunk at once'),
});

export const xmppBosh = entry({
  id: 'xmpp-bosh',
  product: 'XMPP over BOSH (Prosody, Jitsi)',
  ceiling: 60,
  releaseLaw: 'message-driven',
  cancels: true,
  routes: [{ method: 'POST', path: '/http-bind' }],
  examples: ['POST /http-bind'],
  ceilingRange: [0, 120],
  idleTimeoutAdvice: 150,
  holdChosenBy: 'client',
  source: 'prosody plugins/mod_bosh.lua (bosh_max_wait)',
  note: 'The server caps what the client asks for at 120 s; clients ask for 60 s.',
});
