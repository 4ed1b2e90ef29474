import { switchOff } from '../../lib/core/registry.ts';

// `npm run mutate` runs the tests with one part of holdband switched off, to see which test notices.
const part = process.env.HOLDBAND_SWITCH_OFF;
if (part) switchOff(part);
