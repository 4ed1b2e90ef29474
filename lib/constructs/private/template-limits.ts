import { readFileSync } from 'node:fs';
import {
  CfnResource,
  type IPolicyValidationContext,
  type IPolicyValidationPlugin,
  type PolicyValidationPluginReport,
  Stack,
} from 'aws-cdk-lib';
import { InputError } from '../../core/errors.ts';

/** CloudFormation takes 500 resources and 1,000,000 bytes; what is left is room for the next target and for a hurry. */
export const TEMPLATE_LIMITS = { resources: 450, bytes: 900_000 } as const;

/** What a person can do about a stack that is so many times larger than it may be, a sentence. */
export type WaysOut = (times: number) => string;

/**
 * @throws InputError where the stack has more resources than it should
 */
export function requireFewResources(stack: Stack, waysOut: WaysOut, most: number = TEMPLATE_LIMITS.resources): void {
  const own = stack.node.findAll().filter((one) => CfnResource.isCfnResource(one) && Stack.of(one) === stack);
  if (own.length <= most) return;
  const message = `would have ${own.length} resources; at most ${most} are allowed: ${waysOut(own.length / most)}`;
  throw new InputError('TooManyResources', { where: stack.stackName, message });
}

/**
 * Stops the synthesis of a stack whose template CloudFormation would refuse for its size, or soon will. A plugin, because
 * only a finished template has a size; CDK asks plugins also where its own validation is off (`CDK_VALIDATION=false`).
 */
export class TemplateSize implements IPolicyValidationPlugin {
  readonly name = 'holdband';
  readonly ruleIds = ['template-size'];
  private readonly stackPath: string;
  private readonly waysOut: WaysOut;
  private readonly most: number;

  /**
   * @param stackPath construct path of the one stack this looks at
   * @param most bytes allowed
   */
  constructor(stackPath: string, waysOut: WaysOut, most: number = TEMPLATE_LIMITS.bytes) {
    this.stackPath = stackPath;
    this.waysOut = waysOut;
    this.most = most;
  }

  validate(context: IPolicyValidationContext): PolicyValidationPluginReport {
    const violations = context.stackTemplates
      .filter(({ stackConstructPath }) => stackConstructPath === this.stackPath)
      .map(({ templatePath }) => ({ templatePath, bytes: readFileSync(templatePath).length }))
      .filter(({ bytes }) => bytes > this.most)
      .map(({ templatePath, bytes }) => ({
        ruleName: 'template-size',
        description: `the template of ${this.stackPath} has ${bytes} bytes; at most ${this.most} are allowed`,
        fix: this.waysOut(bytes / this.most),
        severity: 'fatal',
        violatingResources: [{ constructPath: this.stackPath, locations: [], templatePath }],
      }));
    return { success: violations.length === 0, violations };
  }
}
