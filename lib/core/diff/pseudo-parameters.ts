import { partitionOf } from '../config/arns.ts';
import { openReference } from './expressions.ts';
import type { TemplateContext } from './template.ts';

/** DNS suffixes by partition; of the others nothing is known here. */
const SUFFIXES: Readonly<Record<string, string>> = {
  aws: 'amazonaws.com',
  'aws-cn': 'amazonaws.com.cn',
  'aws-us-gov': 'amazonaws.com',
};

/** Partition of a deployment, if its place is known. */
export function deployedPartition({ partition, region }: TemplateContext): string | undefined {
  return partition ?? (region === undefined ? undefined : partitionOf(region));
}

/** `AWS::Region` and its like; open where the place is not known. `AWS::NoValue` is no value and not among them. */
export function pseudoParameter(name: string, context: TemplateContext): unknown {
  const { account, region, stack = '' } = context;
  const partition = deployedPartition(context);
  const known: Readonly<Record<string, string | undefined>> = {
    'AWS::AccountId': account,
    'AWS::Region': region,
    'AWS::Partition': partition,
    'AWS::URLSuffix': partition === undefined ? undefined : SUFFIXES[partition],
    // A nested stack is listed below its parent; its own name is made up at deployment.
    'AWS::StackName': stack === '' || stack.includes('/') ? undefined : stack,
  };
  return (Object.hasOwn(known, name) ? known[name] : undefined) ?? openReference(name);
}
