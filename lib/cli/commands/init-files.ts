import { CONFIG_HEAD } from '../../core/config/head.ts';

/** A file that `holdband init` writes. */
export interface InitFile {
  readonly path: string;
  readonly text: string;
}

const CONFIG = `${CONFIG_HEAD}environments:
  prod:
    account: "111122223333" # your account
    region: us-east-2
    # notify: # without it the stack makes three topics
    #   page: arn:aws:sns:us-east-2:111122223333:on-call
    #   ticket: arn:aws:sns:us-east-2:111122223333:tickets
    targets:
      # A target group that holds requests. For a name of your service: holdband holds
      - name: fleet-server
        loadBalancer: arn:aws:elasticloadbalancing:us-east-2:111122223333:loadbalancer/app/my-load-balancer/50dc6c495c0c9188
        targetGroup: arn:aws:elasticloadbalancing:us-east-2:111122223333:targetgroup/my-fleet-server/943f017f100becff
        traffic: long-polls # requests | mixed | long-polls | exempt
        hold: elastic-fleet
        idleTimeout: 600s
        clients: 5
      # A target group without long polls.
      - name: web
        loadBalancer: arn:aws:elasticloadbalancing:us-east-2:111122223333:loadbalancer/app/my-load-balancer/50dc6c495c0c9188
        targetGroup: arn:aws:elasticloadbalancing:us-east-2:111122223333:targetgroup/my-web/73e2d6bc24d8a067
        traffic: requests
`;

// The flags that shape what holdband makes; others are the team's choice.
const CDK = `${JSON.stringify(
  {
    app: 'node holdband-app.mjs',
    context: {
      '@aws-cdk/core:validateAgainstDefaultRules': true,
      '@aws-cdk/core:enablePartitionLiterals': true,
      '@aws-cdk/core:explicitStackTags': true,
      '@aws-cdk/aws-iam:minimizePolicies': true,
    },
  },
  null,
  2,
)}\n`;

const APP = `// The stacks of holdband.yaml. In an app of your own: addStacks(app), from 'holdband/app', too.
import { runApp } from 'holdband/app';
runApp();
`;

/** The one file that every adopter needs. */
export const CONFIG_FILE = 'holdband.yaml';

/** In the order they are written: the config first, which nothing refers to yet. */
export const INIT_FILES: readonly InitFile[] = [
  { path: CONFIG_FILE, text: CONFIG },
  { path: 'cdk.json', text: CDK },
  { path: 'holdband-app.mjs', text: APP },
];
