import {
  add,
  always,
  atomic,
  type Domain,
  flag,
  fn,
  halt,
  int,
  le,
  lower,
  type Machine,
  noDeadlock,
  not,
  perCpu,
  read,
  set,
  shared,
  system,
  wait,
  write,
} from '../../model/language/index.js';

/**
 * A wide state with little interleaving, made to be measured: every CPU writes its registers into a note of its own, one
 * CPU at a time. What it writes is its turn, so that the notes remember in which order the CPUs came, and the states are
 * those of all orders. No scenario is nearly as wide; this says what width alone costs.
 */

const source = { file: 'none', versions: 'made to be measured' };

export function crashNotes(cpus: number, registers: number, withProperties = false): Machine {
  const turns = int(0, cpus);
  const g = shared({ notes_lock: flag, saved: turns });
  const note = perCpu<Record<string, Domain<number>>>(
    Object.fromEntries(Array.from({ length: registers }, (_, i) => [`r${i}`, turns])),
  );
  const crash_save_cpu = fn('crash_save_cpu', { source, locals: { turn: turns } }, ({ self, turn }) => ({
    spin_lock: atomic('an atomic exchange', {
      free: wait(not(read(g.notes_lock))),
      take: write(g.notes_lock, true),
    }),
    before: set(turn, read(g.saved)),
    ...Object.fromEntries(Object.entries(note).map(([r, cell]) => [r, write(cell.of(self), add(turn, 1))])),
    after: write(g.saved, add(turn, 1)),
    spin_unlock: write(g.notes_lock, false),
    stopped: halt,
  }));
  return lower(
    system({ name: 'crash-notes', cpus, tasks: crash_save_cpu }),
    withProperties
      ? [
          noDeadlock,
          always('turns-count', le(read(g.saved), cpus), {
            says: 'No more CPUs have saved their registers than there are.',
            because: 'a CPU has saved its registers twice',
          }),
        ]
      : [],
  );
}
