import type { EstateService } from '../../core/traffic/estate.ts';

const ELB = 'arn:aws:elasticloadbalancing:us-east-2:111122223333';
const SNS = 'arn:aws:sns:us-east-2:111122223333';

const balancer = (id: string) => `${ELB}:loadbalancer/app/${id}`;
const group = (id: string) => `${ELB}:targetgroup/${id}`;

/** ARNs of the estate's load balancers. */
export const ESTATE_BALANCERS = {
  fleet: balancer('k8s-elastics-eckfleet-a1b2c3d4e5/50dc6c495c0c9188'),
  search: balancer('k8s-elastics-ecksearc-b2c3d4e5f6/60ed7d5a6d1da299'),
  shop: balancer('k8s-shop-c3d4e5f6a7/70fe8e6b7e2eb3aa'),
  chat: balancer('k8s-realtime-chat-d4e5f6a7b8/810f9f7c8f3fc4bb'),
  consul: balancer('k8s-platform-consul-e5f6a7b8c9/921aa08d9040d5cc'),
} as const;

/** ARNs of the estate's target groups, by service. */
export const ESTATE_GROUPS: Readonly<Record<EstateService, string>> = {
  'fleet-server': group('k8s-elastics-fleetser-73e2d6bc24/943f017f100becff'),
  elasticsearch: group('k8s-elastics-elastics-84f3e7cd35/a540128a211cfd00'),
  web: group('k8s-shop-web-95a4f8de46/b65123ab322d0e11'),
  api: group('k8s-shop-api-a6b509ef57/c76234bc433e1f22'),
  chat: group('k8s-realtime-chathub-b7c61af068/d87345cd544f2033'),
  consul: group('k8s-platform-consulse-c8d72b0179/e98456de65503144'),
};

/** A target group that went with its Service; an alarm still watches it. */
export const ESTATE_GONE = group('k8s-shop-checkout-d9e83c1280/fa9567ef76614255');

/** ARNs of topics. Nobody confirmed the address of `elasticTeam` and `oldOnCall` was deleted. */
export const ESTATE_TOPIC = {
  onCall: `${SNS}:on-call`,
  elasticTeam: `${SNS}:elastic-team`,
  oldOnCall: `${SNS}:old-on-call`,
} as const;
