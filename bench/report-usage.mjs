// Loaded into a measured child (`node --import`): leaves what the process used where the bench can read it.
import { writeFileSync } from 'node:fs';

process.on('exit', () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  const usage = { cpuSeconds: (userCPUTime + systemCPUTime) / 1e6, peakMegabytes: (maxRSS * 1024) / 1e6 };
  writeFileSync(process.env.HOLDBAND_USAGE_FILE, JSON.stringify(usage));
});
