import { describe, expect, it } from 'vitest';
import { disableCommand } from '../../../lib/core/inventory/find-alarms-on-holds.ts';

describe('The command that disables an alarm', () => {
  it.each([
    ['p95-high', '--alarm-names p95-high'],
    ["fleet's latency; high", "--alarm-names 'fleet'\\''s latency; high'"],
    // A name may be anything; the AWS CLI would take this one for the address of its service.
    ['--endpoint-url=https://example.com', '--alarm-names=--endpoint-url=https://example.com'],
    ['--profile $(id)', "--alarm-names='--profile $(id)'"],
  ])('names %s and nothing else', (name, named) => {
    expect(disableCommand({ alarm: { name } }, 'us-east-2')).toBe(
      `aws cloudwatch disable-alarm-actions ${named} --region us-east-2`,
    );
  });
});
