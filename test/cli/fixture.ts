import type { Interruption, Io, Stream } from '../../cli/io.js';
import { run } from '../../cli/run.js';
import {
  always,
  arm,
  at,
  type Block,
  call,
  cmpxchg,
  countAt,
  cpuOrNone,
  either,
  end,
  ended,
  eq,
  flag,
  fn,
  le,
  local_irq_disable,
  NONE,
  never,
  noDeadlock,
  not,
  on,
  oneOf,
  type Property,
  perCpu,
  point,
  reachable,
  read,
  ret,
  set,
  shared,
  system,
  vector,
  wait,
  when,
  write,
  xchg,
} from '../../model/language/index.js';
import type { Scenario, Variant } from '../../scenarios/scenario.js';

/** A lock with a race, a deadlock or nothing wrong, as asked: small enough to know every answer by heart. */

const g = shared({ lock: cpuOrNone, image: oneOf('none', 'old', 'new') });
const pc = perCpu({ loads: flag });
const source = { file: 'kernel/kexec.c', versions: 'v1 .. v2', commit: '0123456789ab' };

const trylock = fn(
  'kexec_trylock',
  { source, form: 'cmpxchg', locals: { old: cpuOrNone }, returns: flag },
  ({ self, old }) => ({
    claim: cmpxchg(g.lock, NONE, self, old),
    done: ret(eq(old, NONE)),
  }),
);
const nolock = fn('kexec_trylock', { source, form: 'none', returns: flag }, () => ({ done: ret(true) }));
const spin = fn('kexec_lock', { source }, ({ self }) => ({
  spin: wait(eq(read(g.lock), NONE)),
  take: write(g.lock, self),
}));
const stop = fn('panic_smp_self_stop', { source }, () => ({ irq_off: local_irq_disable }));

function build(v: Variant) {
  const tryIt = v.lock === 'none' ? nolock : trylock;
  const load = fn('do_kexec_load', { source, locals: { got: flag } }, ({ self, got }) => ({
    trylock: call(tryIt, {}, got),
    locked: when(got, {
      loads: write(pc.loads.of(self), true),
      image: write(g.image, 'new'),
      unlock: write(g.lock, NONE),
    }),
  }));
  const crash = fn(
    '__crash_kexec',
    { source, locals: { got: flag } },
    ({ got }): Block =>
      v.lock === 'spin'
        ? { lock: call(spin), jump: end('capture_kernel') }
        : {
            trylock: call(tryIt, {}, got),
            jump: when(got, { machine_kexec: end('capture_kernel') }, { stop: call(stop) }),
          },
  );
  const nmi = vector('unknown_nmi', 'nmi');
  return {
    system: system({
      name: 'tiny',
      cpus: Number(v.cpus),
      tasks: load,
      vectors: v.nmi === 'yes' ? [on(nmi, crash, { times: 1 })] : [],
    }),
    properties: [
      never('single-load', eq(countAt(point(load, 'locked.image')), 2), {
        says: 'At most one CPU loads an image.',
        because: 'two CPUs load an image at the same time',
      }),
      noDeadlock,
      reachable('dump', ended('capture_kernel'), { says: 'A dump is possible.', because: '' }),
    ],
  };
}

export const tiny: Scenario = {
  name: 'tiny',
  question: 'Which lock keeps two loaders apart?',
  about: 'Two CPUs load an image;\none may be hit by an NMI.\n\nA second paragraph.',
  options: [
    {
      name: 'lock',
      says: 'what guards the image',
      values: [
        { name: 'none', says: 'nothing' },
        { name: 'try', says: 'a cmpxchg' },
        { name: 'spin', says: 'a cmpxchg, and a spinning panic' },
      ],
      default: 'try',
    },
    {
      name: 'nmi',
      says: 'whether an NMI panics',
      values: [
        { name: 'no', says: 'no' },
        { name: 'yes', says: 'on any CPU, once' },
      ],
      default: 'yes',
    },
    {
      name: 'cpus',
      says: 'how many CPUs',
      values: ['1', '2', '3'].map((name) => ({ name, says: `${name} CPUs` })),
      default: '2',
    },
  ],
  compares: 'lock',
  contradiction: (v) =>
    v.lock === 'spin' && v.nmi === 'no' ? 'lock=spin needs an NMI that spins (nmi=yes)' : null,
  build,
  expectations: [
    {
      id: 'T1',
      property: 'single-load',
      when: { lock: 'none', cpus: ['2', '3'] },
      verdict: 'violated',
      why: 'nothing keeps two loaders apart',
      source: 'commit 0123456789ab',
      confidence: 'sure',
    },
    {
      id: 'T2',
      property: 'no-deadlock',
      when: { lock: 'spin' },
      verdict: 'violated',
      why: 'the NMI waits for the task below it',
      source: 'a mail',
      confidence: 'likely',
    },
  ],
  bugs: [
    {
      id: '2 spinning-panic',
      fix: '0123456789abcdef',
      property: 'no-deadlock',
      before: { lock: 'spin' },
      after: { lock: 'try' },
    },
    {
      id: '1 no-lock',
      fix: 'fedcba987654',
      property: 'single-load',
      before: { lock: 'none' },
      after: { lock: 'none' },
      residual: 'the fix does not fix it',
    },
  ],
  unreached: [],
  notYet: [{ id: 'T3', reason: 'needs a store buffer' }],
};

/** One answer of each unwelcome kind, by its option. */
export const surprises: Scenario = {
  name: 'surprises',
  question: 'What does it look like when something is wrong?',
  about: 'One variable, and claims about it.',
  options: [
    {
      name: 'kind',
      says: 'what is wrong',
      values: ['nothing', 'violated', 'gone', 'vacuous', 'fault', 'crash'].map((name) => ({
        name,
        says: name,
      })),
      default: 'nothing',
    },
  ],
  compares: 'kind',
  contradiction: () => null,
  build: ({ kind }) => {
    const x = shared({ x: flag, next: cpuOrNone, seen: flag });
    const step = fn('step', { source, locals: { old: flag, next: cpuOrNone } }, ({ old, next }) => ({
      choice: either({
        quick: arm('it may be quick', { set: xchg(x.x, true, old) }),
        slow: arm('or slow', { other: xchg(x.x, false, old) }),
      }),
      ...(kind === 'fault' && { look: set(next, read(x.next)), wild: write(pc.loads.of(next), true) }),
    }));
    return {
      system: system({ name: 'surprises', cpus: 1, tasks: step }),
      properties: [
        always('stays', kind === 'violated' ? not(read(x.x)) : le(countAt(point(step, '')), 1), {
          says: 'x stays what it is.',
          because: 'x has changed',
          trigger: kind === 'vacuous' ? read(x.seen) : at(point(step, '')),
        }),
        // No property at all: something that we did not think of.
        ...(kind === 'crash' ? [null as unknown as Property] : []),
      ],
    };
  },
  expectations: [
    {
      id: 'S1',
      property: 'stays',
      when: { kind: 'gone' },
      verdict: 'violated',
      why: 'it used to break',
      source: 'a mail',
      confidence: 'unsure',
    },
  ],
  unreached: [],
  notYet: [],
};

export interface FakeIo extends Io {
  stdoutText: string;
  stderrText: string;
}

const pipe: Stream = { isTTY: false, columns: undefined };

export function fakeIo(
  over: Partial<Pick<Io, 'stdout' | 'stderr' | 'env'>> & { interruption?: Interruption } = {},
): FakeIo {
  return {
    stdoutText: '',
    stderrText: '',
    out(text) {
      this.stdoutText += text;
    },
    err(text) {
      this.stderrText += text;
    },
    stdout: pipe,
    stderr: pipe,
    env: {},
    interruption: { aborted: false, by: null },
    ...over,
  };
}

/** Runs a command line over the scenarios of this file. Times and speeds, which vary, are replaced. */
export async function cli(line: string, io: FakeIo = fakeIo()) {
  const exit = await run(
    line.split(' ').filter((w) => w !== ''),
    io,
    { version: '1.2.3', scenarios: [tiny, surprises] },
  );
  return { exit, out: steady(io.stdoutText), err: steady(io.stderrText) };
}

export const steady = (text: string): string =>
  text
    .replace(/\d+\.\d\d s, [\d,]+ states\/s/g, 'T s, N states/s')
    .replace(/\d+\.\d\d s$/gm, 'T s')
    .replace(/[\d.]+ bytes\/state/g, 'B bytes/state');
