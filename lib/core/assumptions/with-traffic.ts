import type { Answer, Assumption } from './assumption.ts';
import type { Traffic } from './traffic.ts';

/** Asks what past traffic answers; without a load balancer, or with half of its figures, nobody can say. */
export function withTraffic(judge: (traffic: Traffic) => Answer): Assumption['ask'] {
  return async ({ loadBalancer, traffic }) => {
    if (!loadBalancer) return { answer: 'unknown', seen: 'It needs --load-balancer ARN, whose traffic is looked at.' };
    const read = await traffic(loadBalancer);
    if (read.problem !== undefined) return { answer: 'unknown', seen: read.problem };
    return judge(read);
  };
}
