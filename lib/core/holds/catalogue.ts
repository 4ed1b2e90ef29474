import type { CatalogueEntry } from './products/entry.ts';
import * as infrastructure from './products/infrastructure.ts';
import * as messaging from './products/messaging.ts';
import * as work from './products/work.ts';
import { matchesAnyRoute } from './routes.ts';

export type { CatalogueEntry } from './products/entry.ts';
export { matchesAnyRoute, matchesRoute } from './routes.ts';

/** Products known to hold requests, and one that looks so; those people meet first come first. */
export const CATALOGUE: readonly CatalogueEntry[] = [
  infrastructure.elasticFleet,
  infrastructure.elasticsearchFleetCheckpoints,
  infrastructure.consul,
  infrastructure.nomad,
  work.gitlabRunner,
  work.githubActionsRunner,
  messaging.matrixSync,
  messaging.signalr,
  messaging.socketIo,
  messaging.cometd,
  work.temporal,
  messaging.telegramBotApi,
  infrastructure.nacos,
  infrastructure.apollo,
  messaging.zulip,
  messaging.nextcloudTalk,
  messaging.odoo,
  work.camunda7,
  work.camunda8,
  work.drone,
  messaging.phoenixLongpoll,
  messaging.messageBus,
  messaging.xmppBosh,
  work.kafkaRest,
  work.sqsElasticmq,
  work.conductor,
  infrastructure.couchdb,
  infrastructure.kubernetesWatch,
  infrastructure.opamp,
];

const byId = new Map(CATALOGUE.map((entry) => [entry.id, entry]));

/** The entry of that id, or `undefined`. */
export function catalogueEntry(id: string): CatalogueEntry | undefined {
  return byId.get(id);
}

/**
 * The product one of whose held endpoints a request went to. Never a product that only looks like a long poll (OpAMP).
 * Look at `headers` before leaving a request out of latencies: with `early` its response time does not contain the hold.
 *
 * @param method HTTP method, upper case
 * @param target path with its query, or a whole URL as access logs have it
 */
export function matchProduct(method: string, target: string): CatalogueEntry | undefined {
  return CATALOGUE.find((entry) => entry.held && matchesAnyRoute(entry.profile.routes, method, target));
}
