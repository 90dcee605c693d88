import {
  and,
  type Cpu,
  type E,
  existsCpu,
  NONE,
  ne,
  never,
  not,
  type Property,
} from '../model/language/index.js';

/** E-S2. `dumping`: the CPU that runs dumpers for a panic, or NONE; `still`: nothing happens on a CPU any more. */
export const dumpRunsAlone = (dumping: E<Cpu>, still: (c: E<Cpu>) => E<boolean>): Property =>
  never(
    'dump-runs-alone',
    and(
      ne(dumping, NONE),
      existsCpu((c) => and(ne(dumping, c), not(still(c)))),
    ),
    {
      says: 'While dumpers run for a panic, every other CPU is stopped: the log and the backends stand still.',
      because: 'a dumper runs while another CPU goes on, which may write the log or use the backend',
      trigger: ne(dumping, NONE),
    },
  );
