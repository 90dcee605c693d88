import {
  and,
  atOn,
  type Context,
  type E,
  existsCpu,
  never,
  or,
  type Point,
  type Property,
} from '../model/language/index.js';

const CONTEXTS: readonly Context[] = ['task', 'softirq', 'hardirq', 'nmi'];

/** E-S1. `towardsJump`: between finding an image and jumping into it; `dumper`: a dumper at work. */
export const dumpersAllowedHere = (towardsJump: Point, dumper: Point, panicked: E<boolean>): Property =>
  never(
    'dumpers-allowed-here',
    existsCpu((c) =>
      or(
        ...CONTEXTS.map((context) =>
          and(atOn(c, { ...towardsJump, context }), atOn(c, { ...dumper, context })),
        ),
      ),
    ),
    {
      says: 'No dumper runs between the look at the crash image and the jump into it.',
      because: 'a dumper stands between the crash image and the jump into it',
      trigger: panicked,
    },
  );
