import {
  allCpus,
  always,
  and,
  type Block,
  type Cpu,
  cmpxchg,
  countAt,
  cpuOrNone,
  cpuSet,
  type E,
  eq,
  finalHalt,
  flag,
  fn,
  has,
  type Local,
  le,
  lower,
  type Machine,
  NONE,
  ne,
  never,
  noDeadlock,
  not,
  on,
  point,
  read,
  retry,
  set_cpu,
  shared,
  stopCpu,
  system,
  vector,
  wait,
  waitOrTimeout,
  when,
  withCpu,
  withoutCpu,
  write,
} from '../../model/language/index.js';

/**
 * A race for panic_cpu that is made to be measured: the shape of the real one, and small enough to be written a second
 * time by hand in C (bench/peers/panic-race.c), which must reach the same states along the same transitions.
 *
 * CPUs print some lines and panic in their tasks. The last CPU loads crash images for ever: first the version, then the
 * digest. CPUs may be hit by one NMI each, which prints and panics as well.
 */

/** What a size of the race is made of. */
export interface RaceSize {
  /** CPUs that panic in a task: the first ones. One more loads images. */
  readonly panics: number;
  /** CPUs that can be hit by an NMI: the first ones again. */
  readonly nmis: number;
  /** Lines that a task, and an NMI, print before they ask for panic_cpu. They make programs longer, and nothing else. */
  readonly taskLines: number;
  readonly nmiLines: number;
}

const source = { file: 'none', versions: 'made to be measured' };

const g = shared({
  panic_cpu: cpuOrNone,
  console_owner: cpuOrNone,
  kexec_lock: cpuOrNone,
  image_version: flag,
  image_digest: flag,
  torn_image: flag,
  stop_mask: cpuSet,
  stopped_mask: cpuSet,
});

/** Prints lines, each only if the console is free. */
const print = (self: E<Cpu>, old: Local<Cpu>, lines: number): Block =>
  Object.fromEntries(
    Array.from({ length: lines }, (_, line) => [
      [`console_trylock_${line}`, cmpxchg(g.console_owner, NONE, self, old)],
      [`prints_${line}`, when(eq(old, NONE), { console_unlock: write(g.console_owner, NONE) })],
    ]).flat(),
  );

/** Whoever loses the race waits to be stopped. */
const selfStop = (self: E<Cpu>): Block => ({
  self_stop: wait(has(read(g.stop_mask), self)),
  offline: set_cpu(g.stopped_mask, self),
  dead: stopCpu,
});

/** The winner looks at the crash image, whose version and digest belong together, and stops the others. */
const goOn = (self: E<Cpu>, old: Local<Cpu>) => ({
  kexec_trylock: cmpxchg(g.kexec_lock, NONE, self, old),
  got_it: when(eq(old, NONE), {
    version: when(
      read(g.image_version),
      { digest_1: when(not(read(g.image_digest)), { torn: write(g.torn_image, true) }) },
      { digest_0: when(read(g.image_digest), { torn: write(g.torn_image, true) }) },
    ),
    kexec_unlock: write(g.kexec_lock, NONE),
  }),
  stop_others: write(g.stop_mask, withoutCpu(allCpus, self)),
  stopped: waitOrTimeout(eq(withCpu(read(g.stopped_mask), self), allCpus)),
  blink: finalHalt,
});

const locals = { old: cpuOrNone };

const panicAfter = (lines: number) =>
  fn('panic', { source, locals }, ({ self, old }) => ({
    ...print(self, old, lines),
    claim: cmpxchg(g.panic_cpu, NONE, self, old),
    lost: when(and(ne(old, NONE), ne(old, self)), selfStop(self)),
    ...goOn(self, old),
  }));

const nmiPanicAfter = (lines: number) =>
  fn('nmi_panic', { source, locals }, ({ self, old }) => ({
    ...print(self, old, lines),
    claim: cmpxchg(g.panic_cpu, NONE, self, old),
    first: when(eq(old, NONE), goOn(self, old), {
      elsewhere: when(ne(old, self), selfStop(self)),
    }),
  }));

const kexec_load = fn('kexec_load', { source, locals }, ({ self, old }) => ({
  again: retry({
    stop_asked: when(has(read(g.stop_mask), self), {
      offline: set_cpu(g.stopped_mask, self),
      dead: stopCpu,
    }),
    kexec_trylock: cmpxchg(g.kexec_lock, NONE, self, old),
    got_it: when(eq(old, NONE), {
      version: when(
        read(g.image_version),
        { version_0: write(g.image_version, false), digest_0: write(g.image_digest, false) },
        { version_1: write(g.image_version, true), digest_1: write(g.image_digest, true) },
      ),
      kexec_unlock: write(g.kexec_lock, NONE),
    }),
  }),
}));

/** The race as a machine. Its properties all hold, so that judging them is work to the end. */
export function panicRace(size: RaceSize, withProperties = false): Machine {
  const panic = panicAfter(size.taskLines);
  const nmi_panic = nmiPanicAfter(size.nmiLines);
  const hit = { times: 1, per: 'cpu', on: Array.from({ length: size.nmis }, (_, cpu) => cpu) } as const;
  return lower(
    system({
      name: 'panic-race',
      cpus: size.panics + 1,
      tasks: [...Array.from({ length: size.panics }, () => panic), kexec_load],
      vectors: size.nmis === 0 ? [] : [on(vector('unknown_nmi', 'nmi'), nmi_panic, hit)],
    }),
    withProperties
      ? [
          noDeadlock,
          always('one-winner', le(countAt(point(panic, 'blink'), point(nmi_panic, 'first.blink')), 1), {
            says: 'At most one context ends the panic.',
            because: 'two contexts end the panic',
          }),
          never('torn-image', read(g.torn_image), {
            says: 'Version and digest of the image belong together.',
            because: 'the image is torn',
          }),
        ]
      : [],
  );
}
