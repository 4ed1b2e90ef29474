// The CDK app: `npx cdk synth|diff|deploy [-c config=FILE] [-c environment=NAME]`.
import { runApp } from './stacks.ts';

runApp();
