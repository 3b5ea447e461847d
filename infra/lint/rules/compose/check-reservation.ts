import type { ConfigNode } from '../../parse/config-node.ts';
import type { ReportViolation } from '../../rule.ts';

/** Reports a reservation above its limit; 0 means no limit. */
export function checkReservation(
  reserved: ConfigNode,
  limit: ConfigNode,
  parse: (text: string) => number | null,
  report: ReportViolation,
): void {
  const [asked, allowed] = [String(reserved.value), String(limit.value)];
  const [min, max] = [parse(asked), parse(allowed)];
  if (min !== null && max !== null && max !== 0 && min > max) report(reserved, `${asked} of ${allowed}`);
}
