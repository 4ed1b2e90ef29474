import { hexOf } from '../../core/traffic/random.ts';
import { type AccountData, nameOf } from './data.ts';

/** How a target group is made anew. */
export interface Recreation {
  /** When, epoch seconds, a multiple of 60: the past, too. @default - now */
  readonly at?: number;
  /**
   * UID of the Kubernetes Service that is new. The AWS Load Balancer Controller hashes it into the name, so that the name is
   * another, too.
   *
   * @default - the same Service: the name stays, as after a change of the target type
   */
  readonly serviceUid?: string;
}

/** `k8s-<namespace>-<service>-<hash>`. Source: kubernetes-sigs/aws-load-balancer-controller model_build_target_group.go. */
const CONTROLLER_NAME = /^(k8s-[^-]{1,8}-[^-]{1,8}-)[0-9a-f]{10}$/;

/** The account with one target group made anew; tags, targets and whatever forwards to it are as before. */
export function recreate(
  data: AccountData,
  arn: string,
  { at, serviceUid }: Recreation & { readonly at: number },
): { readonly data: AccountData; readonly arn: string } {
  if (!data.targetGroups.some((group) => group.arn === arn))
    throw new RangeError(`the account has no target group ${arn}`);
  const [, front] = CONTROLLER_NAME.exec(nameOf(arn)) ?? [];
  const name = serviceUid === undefined || front === undefined ? nameOf(arn) : front + hexOf(serviceUid, 10);
  const fresh = [...arn.split('/').slice(0, -2), name, hexOf(`${arn} ${serviceUid} ${at}`, 16)].join('/');
  const { loadBalancers, targetGroups } = data;
  const swapped = { loadBalancers: swap(loadBalancers, arn, fresh), targetGroups: swap(targetGroups, arn, fresh) };
  return { data: { ...data, ...swapped }, arn: fresh };
}

/** Plain data with one text in place of another, wherever it stands. */
function swap<T>(value: T, before: string, after: string): T {
  return JSON.parse(JSON.stringify(value), (_, part: unknown) => (part === before ? after : part));
}
