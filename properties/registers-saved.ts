import {
  and,
  atEnd,
  type Cpu,
  type E,
  ended,
  forAllCpus,
  implies,
  not,
  or,
  type Property,
} from '../model/language/index.js';

/**
 * PS5. `saved`: the registers of the CPU are in the dump. `excused`: it was not online when it was asked, or it would
 * still answer: the bounded wait for it only ran out early, which is nobody's mistake in a model without clocks.
 * `again`: a CPU overwrote registers that it had saved.
 */
export const registersSaved = (
  saved: (c: E<Cpu>) => E<boolean>,
  excused: (c: E<Cpu>) => E<boolean>,
  again: E<boolean>,
): Property =>
  atEnd(
    'registers-saved',
    implies(
      ended('capture_kernel'),
      and(
        not(again),
        forAllCpus((c) => or(saved(c), excused(c))),
      ),
    ),
    {
      says: 'When the capture kernel starts, every CPU that was online has saved its registers, once, or can still do so.',
      because: 'the capture kernel starts, and the dump is without the registers of a CPU that was online',
      trigger: ended('capture_kernel'),
    },
  );
