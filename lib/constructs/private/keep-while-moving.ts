import { CfnResource, RemovalPolicy } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Placement } from '../../core/targets.ts';

/**
 * Lets alarms outlive their stack's interest in them while they move. In the first step, so that the old stack leaves them in
 * the account when it lets go of them in the second; in the second, because CloudFormation adopts only what it is told to
 * keep.
 */
export function keepWhileMoving(alarms: Construct, { movingTo, movedFrom }: Placement): void {
  if (movingTo === undefined && movedFrom === undefined) return;
  for (const resource of alarms.node.findAll().filter((one) => CfnResource.isCfnResource(one))) {
    resource.applyRemovalPolicy(RemovalPolicy.RETAIN);
    // CloudFormation takes a deletion policy over only beside some other change of the resource, and this is one.
    resource.addMetadata('holdband', movingTo === undefined ? { movedFrom } : { movingTo });
  }
}
