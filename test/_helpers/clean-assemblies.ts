import { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { afterAll } from 'vitest';

// Each synthesis leaves a cdk.out* folder in the temporary directory.
afterAll(() => CloudAssembly.cleanupTemporaryDirectories());
