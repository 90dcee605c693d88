import {
  and,
  atOn,
  type Context,
  type Cpu,
  type E,
  eq,
  existsCpu,
  never,
  not,
  or,
  type Point,
  type Property,
  stopped,
} from '../model/language/index.js';

const CONTEXTS: readonly Context[] = ['task', 'softirq', 'hardirq', 'nmi'];
const inside = (points: readonly Point[], context: Context) => points.map((p) => ({ ...p, context }));

/**
 * PS2. `owner`: the CPU that the gate names, or NONE; `selfStops`: where CPUs wait that lost the race for it. A context
 * that waits there, and was interrupted by one that is itself in panic() (`panics`), no longer counts.
 */
export const panicOwnerNotStopped = (
  owner: E<Cpu>,
  selfStops: readonly Point[],
  panics: readonly Point[],
): Property =>
  never(
    'panic-owner-not-stopped',
    existsCpu((c) =>
      and(
        eq(owner, c),
        or(
          stopped(c),
          ...CONTEXTS.map((context, i) =>
            and(
              atOn(c, ...inside(selfStops, context)),
              not(atOn(c, ...CONTEXTS.slice(i + 1).flatMap((above) => inside(panics, above)))),
            ),
          ),
        ),
      ),
    ),
    {
      says: 'The CPU that owns the panic is not stopped by another one, and does not stop itself.',
      because: 'the CPU that owns the panic is stopped',
      trigger: existsCpu((c) => eq(owner, c)),
    },
  );
