import { AssetHashType, DockerImage } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { bundleRunbook, readyRunbook, runbookSource } from './bundle.ts';

/** The runbook's code: the bundle that the published package carries, or one made now. */
export function runbookCode(): Code {
  const ready = readyRunbook();
  if (ready !== undefined) return Code.fromAsset(ready);
  return Code.fromAsset(runbookSource(), {
    // Of the bundle, not of the source: a change in a test or a comment file beside it is no change of the function.
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      // CDK asks for an image; it is never run, because the local bundler either succeeds or throws.
      image: DockerImage.fromRegistry('docker-is-never-used'),
      local: {
        tryBundle(outputDir) {
          bundleRunbook(outputDir);
          return true;
        },
      },
    },
  });
}
