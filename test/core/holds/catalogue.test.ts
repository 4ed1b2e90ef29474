import { describe, expect, it } from 'vitest';
import { bandsFor, isRefusal } from '../../../lib/core/holds/bands.ts';
import { CATALOGUE, catalogueEntry, matchesAnyRoute, matchProduct } from '../../../lib/core/holds/catalogue.ts';
import { describeHold, holdTo } from '../../../lib/core/holds/profile.ts';

const DEFAULT_OBJECTIVE = 0.8;
const ids = CATALOGUE.map((entry) => entry.id);

function product(requestLine: string): string | undefined {
  const [method = '', target = ''] = requestLine.split(' ');
  return matchProduct(method, target)?.id;
}

it('the catalogue has twenty-nine products, each with an id of its own', () => {
  expect(CATALOGUE).toHaveLength(29);
  expect(new Set(ids).size).toBe(29);
});

it('an unknown id has no entry', () => expect(catalogueEntry('fleet')).toBeUndefined());

describe.each(CATALOGUE.map((entry) => [entry.id, entry] as const))('%s', (id, entry) => {
  it('is found by its id, which is kebab-case and the name of its profile', () => {
    expect(catalogueEntry(id)).toBe(entry);
    expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    expect(entry.profile.name).toBe(id);
  });

  it('either has bands at the default objective, or says why the model cannot work', () => {
    const bands = bandsFor(DEFAULT_OBJECTIVE, entry.profile, entry.idleTimeoutAdvice);
    if (isRefusal(bands)) expect(entry.refusal).toBeTypeOf('string');
    const visible = entry.held && entry.headers === 'held';
    if (!visible) expect(entry.refusal).toBeTypeOf('string');
    if (entry.refusal === undefined) expect(isRefusal(bands)).toBe(false);
  });

  it('advises an idle timeout above its longest default hold and within what a load balancer takes', () => {
    const { ceilingSeconds, spreadSeconds } = entry.profile;
    expect(entry.idleTimeoutAdvice).toBeGreaterThan(ceilingSeconds + Math.max(0, spreadSeconds));
    expect(entry.idleTimeoutAdvice).toBeLessThanOrEqual(4000);
  });

  it('keeps its default hold within the range it allows', () => {
    const [least, most] = entry.ceilingRange ?? [0, Infinity];
    expect(entry.profile.ceilingSeconds).toBeGreaterThanOrEqual(least);
    expect(holdTo(entry.profile)).toBeLessThanOrEqual(most);
  });

  it('recognises its own requests, and no other product takes them', () => {
    expect(entry.examples.length).toBeGreaterThan(0);
    for (const example of entry.examples) {
      const [method = '', target = ''] = example.split(' ');
      const takers = CATALOGUE.filter((other) => matchesAnyRoute(other.profile.routes, method, target)).map(
        (e) => e.id,
      );
      expect(takers).toEqual([id]);
      expect(product(example)).toBe(entry.held ? id : undefined);
    }
  });

  it('names a source', () => expect(entry.source.length).toBeGreaterThan(10));
});

describe('neighbours of held endpoints are not held:', () => {
  it.each([
    ['POST /api/fleet/agents/a1/acks', 'Fleet acknowledgements'],
    ['POST /api/fleet/agents/enroll', 'Fleet enrolment'],
    ['GET /api/fleet/agents/a1/checkin', 'check-ins are posted'],
    ['POST /api/fleet/orbit/config', 'fleetdm is another product'],
    ['POST /api/fleet/device/t0ken/desktop', 'fleetdm is another product'],
    ['GET /.fleet-policies/_fleet/global_checkpoints', 'does not wait'],
    ['GET /.fleet-policies/_search', 'a search'],
    ['GET /v1/kv/config/web', 'no index: not blocking'],
    ['PUT /v1/kv/config/web?index=1', 'a write'],
    ['GET /v1/agent/self', 'no hash: not blocking'],
    ['GET /v1/jobs', 'no index: not blocking'],
    ['POST /api/v4/jobs/1/trace', 'a job log'],
    ['GET /message', 'no runner session'],
    ['GET /_matrix/client/v3/sync?timeout=0', 'asks not to wait'],
    ['GET /_matrix/client/v3/rooms', 'a list'],
    ['GET /product?id=4711', 'an application id is no connection token'],
    ['POST /chathub?id=Q1xv9mE0b7JrT5ZkLw3NdA', 'SignalR sends this way'],
    ['GET /socket.io/?EIO=4&transport=polling', 'the handshake'],
    ['POST /socket.io/?EIO=4&transport=polling&sid=lv_VI97HAXpY6yYWAAAC', 'Socket.IO sends this way'],
    ['GET /socket.io/?EIO=4&transport=websocket&sid=lv_VI97HAXpY6yYWAAAC', 'a websocket'],
    ['POST /cometd/handshake', 'the handshake'],
    ['POST /temporal.api.workflowservice.v1.WorkflowService/RespondWorkflowTaskCompleted', 'an answer'],
    ['GET /bot1:a/getUpdates', 'no timeout: not held'],
    ['GET /bot1:a/sendMessage?timeout=5', 'another method'],
    ['GET /nacos/v1/cs/configs', 'reads a configuration'],
    ['GET /configs/app/default/application', 'reads a configuration'],
    ['GET /api/v1/events', 'Kubernetes lists its events here'],
    ['POST /api/v1/messages', 'sends a message'],
    ['GET /ocs/v2.php/apps/spreed/api/v1/chat/a3kx9?lookIntoFuture=0', 'reads the history'],
    ['POST /longpolling/im_status', 'a status'],
    ['POST /engine-rest/external-task/42/complete', 'an answer'],
    ['POST /v2/jobs/42/completion', 'an answer'],
    ['POST /rpc/v2/build/1', 'reads a build'],
    ['POST /socket/longpoll', 'Phoenix sends this way'],
    ['POST /message-bus/0d3c/diagnostics', 'diagnostics'],
    ['GET /http-bind', 'BOSH posts'],
    ['POST /consumers/billing/instances/one/offsets', 'commits offsets'],
    ['POST /?Action=SendMessage&WaitTimeSeconds=20', 'sends a message'],
    ['GET /?Action=ReceiveMessage&WaitTimeSeconds=0', 'short polling'],
    ['GET /api/tasks/poll/encode', 'one task, no hold in the catalogue'],
    ['GET /orders/_changes', 'the normal feed'],
    ['GET /api/v1/pods?watch=0', 'a list'],
    ['POST /v1/opamp', 'OpAMP is not held'],
  ])('%s (%s)', (requestLine) => expect(product(requestLine)).toBeUndefined());
});

describe('figures people rely on', () => {
  it.each([
    ['elastic-fleet', '270 to 300 s', 600],
    ['consul', '300 to 318.75 s', 360],
    ['nomad', '300 to 318.75 s', 360],
    ['elasticsearch-fleet-checkpoints', '240 s', 300],
    ['signalr', '90 s', 120],
    ['nacos', '29.5 s', 60],
    ['zulip', '45 to 55 s', 60],
    ['apollo', '60 s', 90],
  ])('%s holds %s, load balancer at least %i s', (id, hold, advice) => {
    const entry = catalogueEntry(id);
    expect(entry && describeHold(entry.profile)).toBe(hold);
    expect(entry?.idleTimeoutAdvice).toBe(advice);
  });

  it.each([
    ['consul', [0, 637.5]],
    ['nomad', [0, 318.75]],
    ['nacos', [10, 4000]], // LongPollingService waits at least 10 s, and as long as the client says
    ['apollo', [1, 90]],
    ['temporal', [2, 60]],
    ['xmpp-bosh', [0, 120]],
    ['nextcloud-talk', [0, 60]],
  ])('%s can be set to %j s', (id, range) => expect(catalogueEntry(id)?.ceilingRange).toEqual(range));

  it('the products the model refuses are these', () => {
    expect(CATALOGUE.filter((entry) => entry.refusal).map((entry) => entry.id)).toEqual([
      'telegram-bot-api',
      'camunda-7',
      'message-bus',
      'kafka-rest',
      'sqs-elasticmq',
      'conductor',
      'couchdb',
      'kubernetes-watch',
      'opamp',
    ]);
  });
});
