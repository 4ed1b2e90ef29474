import { App, CfnResource, Stack, Validations } from 'aws-cdk-lib';
import { describe, expect, it } from 'vitest';
import { requireFewResources, TemplateSize } from '../../lib/constructs/private/template-limits.ts';
import { anEnvironment, aTarget, stacksOf } from './_environment.ts';

function stackOf(resources: number): Stack {
  const stack = new Stack(new App(), 'Stack');
  for (let index = 0; index < resources; index++) new CfnResource(stack, `R${index}`, { type: 'AWS::SNS::Topic' });
  return stack;
}

const twice = (times: number) => `make ${Math.ceil(times)} of it`;

/** What the plugin says of a template of 832 bytes or so. */
function judged(most: number, path = 'Stack') {
  const stack = stackOf(1);
  const app = stack.node.root as App;
  const templatePath = app.synth().getStackByName('Stack').templateFullPath;
  const found = { stackConstructPath: 'Stack', templatePath, accountId: undefined, region: undefined };
  const context = { templatePaths: [templatePath], stackTemplates: [found], appConstruct: app };
  return new TemplateSize(path, twice, most).validate(context);
}

describe('requireFewResources', () => {
  it.each([2, 3])('lets 2 resources pass where %i are allowed', (most) => {
    expect(() => requireFewResources(stackOf(2), twice, most)).not.toThrow();
  });

  it('fails when there is one resource more than allowed, and says the way out', () => {
    expect(() => requireFewResources(stackOf(3), twice, 2)).toThrow(
      'Stack: would have 3 resources; at most 2 are allowed: make 2 of it',
    );
  });

  it('stops an environment with more targets than its stack can hold, before CDK does', () => {
    const targets = Array.from({ length: 60 }, (_, index) => aTarget({ name: `service-${index}` }));

    expect(() => stacksOf(anEnvironment({ targets }))).toThrow(
      /^holdband-prod: would have \d+ resources; at most 450 are allowed: raise environments\.prod\.stacks from 1 to 2 or more, and run 'holdband place --environment prod', /,
    );
    expect(() => stacksOf(anEnvironment({ targets, stacks: 3 }))).not.toThrow();
  });
});

describe('TemplateSize', () => {
  it('lets a template pass that is within the limit', () => {
    expect(judged(10_000)).toEqual({ success: true, violations: [] });
  });

  it('says the size, the limit and the way out', () => {
    expect(judged(100)).toEqual({
      success: false,
      violations: [
        expect.objectContaining({
          description: expect.stringMatching(/^the template of Stack has \d+ bytes; at most 100 are allowed$/),
          fix: 'make 9 of it',
          severity: 'fatal',
        }),
      ],
    });
  });

  it('looks at no other stack', () => {
    expect(judged(0, 'Other').success).toBe(true);
  });

  it('stops the synthesis', () => {
    const stack = stackOf(1);
    const app = stack.node.root as App;
    Validations.of(app).addPlugins(new TemplateSize('Stack', twice, 0));

    expect(() => app.synth()).toThrow(/has \d+ bytes; at most 0 are allowed.*make Infinity of it/s);
  });

  it('stops a stack whose few resources are too large together', () => {
    const targets = Array.from({ length: 24 }, (_, index) => aTarget({ name: `service-${index}`, level: 'thorough' }));
    const [stack] = stacksOf(anEnvironment({ targets }));

    expect(() => (stack?.node.root as App | undefined)?.synth()).toThrow(/holdband-prod has \d+ bytes; at most 900000/);
  });
});
