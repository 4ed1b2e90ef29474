import { readFileSync } from 'node:fs';
import type { IPolicyValidationContext, IPolicyValidationPlugin, PolicyValidationPluginReport } from 'aws-cdk-lib';

/** CloudFormation takes 500 resources and 1,000,000 bytes; what is left is room for the next target and for a hurry. */
export const TEMPLATE_LIMITS = { resources: 450, bytes: 900_000 } as const;

/**
 * Stops the synthesis of a stack that CloudFormation would refuse, or soon will, and names the ways out. A plugin, because
 * only the finished template has a size.
 */
export class TemplateLimits implements IPolicyValidationPlugin {
  readonly name = 'holdband-template-limits';
  readonly ruleIds = ['holdband:TemplateLimits'];
  private readonly stackPath: string;
  private readonly waysOut: string;
  private readonly limits: typeof TEMPLATE_LIMITS;

  /**
   * @param stackPath construct path of the one stack this looks at
   * @param waysOut what a person can do about it, a sentence
   */
  constructor(stackPath: string, waysOut: string, limits: { resources: number; bytes: number } = TEMPLATE_LIMITS) {
    this.stackPath = stackPath;
    this.waysOut = waysOut;
    this.limits = limits as typeof TEMPLATE_LIMITS;
  }

  validate(context: IPolicyValidationContext): PolicyValidationPluginReport {
    const own = context.stackTemplates.filter(({ stackConstructPath }) => stackConstructPath === this.stackPath);
    const violations = own.flatMap(({ templatePath }) => {
      const text = readFileSync(templatePath);
      const template = JSON.parse(text.toString()) as { Resources?: Record<string, unknown> };
      const found = { resources: Object.keys(template.Resources ?? {}).length, bytes: text.length };
      return (['resources', 'bytes'] as const)
        .filter((what) => found[what] > this.limits[what])
        .map((what) => ({
          ruleName: 'holdband:TemplateLimits',
          description: `the template of ${this.stackPath} has ${found[what]} ${what}; at most ${this.limits[what]} are allowed`,
          fix: this.waysOut,
          severity: 'fatal',
          violatingResources: [{ constructPath: this.stackPath, locations: [what], templatePath }],
        }));
    });
    return { success: violations.length === 0, violations };
  }
}
