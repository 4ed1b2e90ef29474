import { shellWord } from '../shell.ts';
import type { PlacementPlan } from './moves.ts';
import { stackName } from './stack-of.ts';
import { deploymentOrder } from './where.ts';

/** What to run for a step of a move, once its lock is committed. */
export interface StepCommands {
  readonly step: '1' | '2' | '3';
  /** In this order, one after the other. */
  readonly commands: readonly string[];
}

/** How the CDK app is called. */
export interface AppCall {
  /** Config file where it is not `holdband.yaml`. */
  readonly config?: string;
  /** Name of the environment, where the config has several. */
  readonly environment?: string;
}

/** The commands of every step of a move; none where nothing moves. `--exclusively`: nothing but these stacks is changed on the way. */
export function moveCommands(
  { environment, moves }: PlacementPlan,
  { config, environment: only }: AppCall,
): StepCommands[] {
  if (moves.length === 0) return [];
  const context = [
    ...(config === undefined ? [] : ['-c', shellWord(`config=${config}`)]),
    ...(only === undefined ? [] : ['-c', shellWord(`environment=${only}`)]),
  ];
  const deploy = (parts: readonly number[], ...options: string[]) =>
    ['npx cdk deploy', ...context, '--exclusively', ...options, ...parts.map((part) => nameOf(part))].join(' ');
  const nameOf = (part: number) => stackName(environment.name, part);
  const from = new Set(moves.map((move) => move.from));
  const to = new Set(moves.map((move) => move.to));
  const handedOver = moves.map((move, index) => [String(index), { stack: move.to, movedFrom: move.from }] as const);
  const order = deploymentOrder({
    ...environment,
    placement: Object.fromEntries(handedOver),
    loadBalancerPlacement: {},
  });
  const ordered = (parts: ReadonlySet<number>) => order.filter((part) => parts.has(part));
  const gone = ordered(from).filter((part) => part > environment.stacks);
  return [
    { step: '1', commands: [deploy(ordered(from))] },
    {
      step: '2',
      // A stack at a time: the order is what keeps cover where a step was left out.
      commands: ordered(new Set([...from, ...to])).map((part) =>
        to.has(part) ? deploy([part], '--import-existing-resources') : deploy([part]),
      ),
    },
    {
      step: '3',
      commands: [
        deploy(ordered(to)),
        ...gone.flatMap((part) => [
          `aws cloudformation update-termination-protection --no-enable-termination-protection --stack-name ${nameOf(part)}`,
          `aws cloudformation delete-stack --stack-name ${nameOf(part)}`,
        ]),
      ],
    },
  ];
}
