import { deploySeconds, describeDeployTime } from '../../core/alarms/deploy-time.ts';
import type { StepCommands } from '../../core/placement/deployment.ts';
import type { Move, PlacementPlan } from '../../core/placement/moves.ts';
import { stackName } from '../../core/placement/stack-of.ts';
import type { PlaceStep } from '../../core/placement/steps.ts';
import { shellWord } from '../../core/shell.ts';
import type { Style } from '../context.ts';
import { plainTable } from '../table.ts';
import { plain, wrapped } from './plain.ts';

/** What `holdband place` found and did. */
export interface PlacementResult {
  readonly config: string;
  readonly lock: string;
  /** Whether the lock was written. */
  readonly wrote: boolean;
  /** What was asked to be written. @default - nothing */
  readonly step?: PlaceStep;
  readonly environments: readonly { readonly plan: PlacementPlan; readonly commands: readonly StepCommands[] }[];
}

/** The documented JSON; `placedOver` is 0 where nothing is deployed yet. `state` is that before the step was written. */
export function placementJson({ config, lock, wrote, environments }: PlacementResult): string {
  const body = {
    schema: 1,
    config,
    lock,
    wrote,
    environments: environments.map(({ plan: { environment, placedOver, state, moves }, commands }) => ({
      name: environment.name,
      stacks: environment.stacks,
      placedOver,
      state,
      moves: moves.map(({ kind, name, from, to, alarms }) => ({
        kind,
        name,
        from: stackName(environment.name, from),
        to: stackName(environment.name, to),
        alarms,
      })),
      steps: moves.length > 0 ? commands : [],
    })),
  };
  return `${JSON.stringify(body, null, 2)}\n`;
}

export function placementReport(result: PlacementResult, style: Style, columns: number): string {
  const parts = result.environments.map(({ plan, commands }) =>
    [
      headline(plan),
      ...(plan.moves.length > 0 ? ['', moveTable(plan), ''] : []),
      ...(result.step === undefined
        ? choices(result, plan, commands, style, columns)
        : done(result, plan, commands, columns)),
    ].join('\n'),
  );
  return `${parts.join('\n\n')}\n`;
}

function headline({ environment, placedOver, state, places, moves }: PlacementPlan): string {
  const { name, stacks } = environment;
  const count = `${places.length} targets and load balancers with alarms`;
  const over = placedOver === 0 ? `none deployed yet, ${stacked(stacks)}` : `placed over ${stacked(placedOver)}`;
  const now = placedOver === stacks || placedOver === 0 ? '' : `; the config has ${stacked(stacks)} now`;
  const begin = `${name}: ${count}, ${over}${now}.`;
  if (state === 'prepared')
    return `${begin}\nStep 1 of a move is in the lock: the stacks of ${moves.filter(({ prepared }) => prepared).length} are told to keep their alarms.`;
  if (state === 'handed-over')
    return `${begin}\nStep 2 of a move is in the lock: the alarms of ${moves.length} go to their new stacks.`;
  if (moves.length === 0) return `${begin} Each is in the stack of its name.`;
  return `${begin}\n${moves.length} have another stack by name than the one they are in:`;
}

function stacked(count: number): string {
  return count === 1 ? '1 stack' : `${count} stacks`;
}

function moveTable({ environment, moves }: PlacementPlan): string {
  const row = ({ kind, name, from, to, alarms }: Move) => [
    kind === 'target' ? 'target' : 'load balancer',
    plain(name),
    { right: String(alarms.length) },
    stackName(environment.name, from),
    stackName(environment.name, to),
  ];
  return plainTable(['what', 'name', { right: 'alarms' }, 'from', 'to'], moves.map(row));
}

function choices(
  { config, lock }: PlacementResult,
  plan: PlacementPlan,
  commands: readonly StepCommands[],
  style: Style,
  columns: number,
): string[] {
  const { environment, moves, state, placedOver } = plan;
  const call = callOf(config, plan);
  // Once the lock says it, the option is refused.
  const deployed = environment.placedOver === undefined && environment.stacks > 1 ? ` --deployed ${placedOver}` : '';
  const say = (text: string) => wrapped(text, columns);
  if (state === 'prepared' && moves.length === 0) {
    return [say('Over the stacks that the config has now nothing moves any more:'), `  ${call} --keep`];
  }
  if (state === 'prepared' && moves.some(({ prepared }) => !prepared)) {
    return [
      say('The config has fewer stacks since, and more must move. Take the first step again, and deploy it:'),
      `  ${call} --step 1`,
      ...listed(commands, '1'),
    ];
  }
  if (state !== 'settled') {
    const next = state === 'prepared' ? '2' : '3';
    return [
      say(`Once it is deployed:`),
      `  ${call} --step ${next}`,
      ...listed(commands, state === 'prepared' ? '1' : '2', 'Deployed by'),
    ];
  }
  const recorded = environment.placedOver === environment.stacks || environment.stacks === 1;
  if (moves.length === 0) {
    return recorded ? [] : [say(`${lock} does not say so yet, and synthesis asks it:`), `  ${call}${deployed} --keep`];
  }
  const beyond = plan.places.some(({ placement }) => placement.stack > environment.stacks);
  const total = moves.reduce((sum, { alarms }) => sum + alarms.length, 0);
  return [
    say(`Nothing was written to ${lock}.`),
    ...(beyond || placedOver === 0
      ? []
      : [
          '',
          style.bold('Leave them where they are'),
          say('New targets are placed over all stacks; a stack that is full stays full.'),
          `  ${call}${deployed} --keep`,
        ]),
    '',
    style.bold('Move them'),
    say(
      `${total} alarms, in three commits. No minute without cover as long as each is deployed before the next is written. With the first left out, ${describeDeployTime(deploySeconds(total))} or more between the old stack and the new one.`,
    ),
    ...commands.flatMap(({ step, commands: run }) => [
      `  ${call}${step === '1' ? deployed : ''} --step ${step}`,
      ...run.map((line) => `    ${line}`),
    ]),
  ];
}

function done(
  { wrote, step, lock }: PlacementResult,
  { moves }: PlacementPlan,
  commands: readonly StepCommands[],
  columns: number,
): string[] {
  const written = wrote ? `wrote ${lock}; commit it` : `${lock} said so already`;
  if (step === 'keep' || moves.length === 0) return [wrapped(`${written}. Every alarm stays where it is.`, columns)];
  return [wrapped(`${written}, and deploy before the next step:`, columns), ...listed(commands, step)];
}

function listed(commands: readonly StepCommands[], step: PlaceStep | undefined, lead?: string): string[] {
  const run = commands.find((one) => one.step === step)?.commands ?? [];
  return [...(lead === undefined ? [] : [`${lead}:`]), ...run.map((line) => `  ${line}`)];
}

/** The words of the command for this environment, without a step. */
function callOf(config: string, { environment }: PlacementPlan): string {
  const file = config === 'holdband.yaml' ? '' : ` --config ${shellWord(config)}`;
  return `holdband place --environment ${environment.name}${file}`;
}
