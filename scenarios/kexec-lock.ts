import { type KexecText, kexec, kexecFunctions, seen } from '../model/kernel/kexec.js';
import { KEXEC_LOCKS, type KexecLock, type KexecLockName, kexecLock } from '../model/kernel/kexec_lock.js';
import { panicFunctions, panicking } from '../model/kernel/panic.js';
import {
  and,
  type Block,
  call,
  ended,
  eq,
  type Fn,
  fn,
  initially,
  NONE,
  ne,
  noDeadlock,
  on,
  oneOf,
  or,
  point,
  read,
  system,
  type VectorBinding,
  vector,
} from '../model/language/index.js';
import { codePromises } from '../properties/code-promises.js';
import { imageComplete } from '../properties/image-complete.js';
import { kdumpStarts } from '../properties/kdump-starts.js';
import { loaderReturns } from '../properties/loader-returns.js';
import { lockLeftFree } from '../properties/lock-left-free.js';
import { reloadKeepsImage } from '../properties/reload-keeps-image.js';
import { singleKexec } from '../properties/single-kexec.js';
import { updateGap } from '../properties/update-gap.js';
import { kexecLockExpectations } from './kexec-lock.expected.js';
import { type Scenario, type Variant, variantOf } from './scenario.js';

/** Which lock may __crash_kexec() use? Section B: the loader, a reader of the size, and a panic that wants the image. */

const LOCK_SAYS: Record<KexecLockName, string> = {
  none: 'no lock at all: the baseline',
  xchg: 'xchg(&kexec_lock, 1), v2.6.13 .. v2.6.26',
  mutex: 'a mutex, v2.6.27 .. v5.19',
  'rt-mutex': 'the same mutex on PREEMPT_RT: an rt_mutex',
  'rt-mutex-debug': 'the same on PREEMPT_RT with CONFIG_DEBUG_RT_MUTEXES',
  flags: 'two flags and a mutex, posted 16 Jun 2022 (v1)',
  'mutex-cmpxchg': 'a mutex and a cmpxchg, posted 20 Jun 2022 (v2)',
  cmpxchg: 'atomic_cmpxchg_acquire(&__kexec_lock, 0, 1), since v6.0',
};

/** What each CPU's task does, in the order of CPUs; CPUs that are left over load images as well, if anybody does. */
function roles(variant: Variant): ('load' | 'crash' | 'size')[] {
  const byTask = variant['panic-from'] === 'task' || variant['panic-from'] === 'oops';
  return [
    ...(variant.loader === 'no' ? [] : (['load'] as const)),
    ...(byTask ? (['crash'] as const) : []),
    ...(variant.reader === 'none' ? [] : (['size'] as const)),
  ];
}

const fitting = (given: Variant): string =>
  String(Math.max(2, roles({ 'panic-from': 'nmi', reader: 'none', loader: 'yes', ...given }).length));

function contradiction(v: Variant): string | null {
  const needed = roles(v).length;
  const cpus = Number(v.cpus);
  if (cpus < needed)
    return `cpus=${cpus} is too few: loader, panic and reader need ${needed} (--cpus ${needed})`;
  if (v.reader === 'lock' && ['none', 'xchg', 'cmpxchg'].includes(v.lock))
    return `reader=lock needs a lock that one can wait for; with lock=${v.lock} everybody uses a trylock (reader=trylock)`;
  if (v.nested === 'yes' && v['panic-from'] === 'nmi')
    return 'nested=yes needs a panic below NMI: no NMI interrupts an NMI (panic-from=task or hardirq)';
  if (v.image === 'none' && v.loader === 'no')
    return 'image=none with loader=no leaves nothing that a panic could start (loader=yes or image=loaded)';
  if (v.memory === 'per-image' && v.lock !== 'none')
    return 'memory=per-image asks whether the lock could be left out: it goes with lock=none';
  if (v.memory === 'per-image' && v.loader === 'yes' && cpus > needed)
    return `memory=per-image has room for the image of one loader only (--cpus ${Math.max(2, needed)} with panic-from=task)`;
  if (v['image-pointer'] === 'xchg' && !['none', 'xchg'].includes(v.lock))
    return `image-pointer=xchg is the text of the first versions, which goes with lock=none or lock=xchg, not ${v.lock}`;
  return null;
}

/** What a patch puts into the place of the kernel's text. */
export interface KexecPatch {
  /** Another lock. */
  readonly lock?: KexecLock;
  /** Another text of __crash_kexec(). It keeps the name and the form it is given. */
  readonly crashKexec?: KexecText['crashKexec'];
}

/**
 * The questions of this scenario, asked of a patched kernel: the system and the properties of the variant with these
 * settings, in which the text of the patch stands for the kernel's. Settings that are left out have their defaults.
 */
export const kexecLockQuestions = (
  settings: Readonly<Record<string, string | number>>,
  patch: KexecPatch,
): ReturnType<typeof build> => {
  const given = Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, String(value)]));
  return build(variantOf(kexecLockScenario, given), patch);
};

function build(v: Variant, patch: KexecPatch = {}) {
  const lock = patch.lock ?? kexecLock(v.lock as KexecLockName);
  const memory = v.memory as 'reserved' | 'per-image';
  const takes = v['image-pointer'] as 'read' | 'xchg';
  const k = kexecFunctions(lock, { memory, takes, crashKexec: patch.crashKexec });
  const { panic, nmi_panic, crash_kexec } = panicFunctions({ __crash_kexec: k.__crash_kexec });
  const user = { file: 'user space', versions: 'any' };
  const kernel = (file: string) => ({ file, versions: 'v4.5 .. ; text of v6.1' });

  const kexec_load = fn(
    'kexec_load',
    { source: user, locals: { status: oneOf('0', '-EBUSY', '-ENOMEM') } },
    ({ status }) => ({
      syscall: call(k.do_kexec_load, {}, status),
    }),
  );
  const waits = v.reader === 'lock' ? k.crash_get_memory_size_waits : null;
  const read_size = fn('read_kexec_crash_size', { source: user }, () => ({
    sysfs: waits === null ? call(k.crash_get_memory_size) : call(waits),
  }));
  const task_panics = fn(
    'oops_end',
    { source: kernel('arch/x86/kernel/dumpstack.c') },
    (): Block => (v['panic-from'] === 'oops' ? { crash_kexec: call(crash_kexec) } : { panic: call(panic) }),
  );
  const interrupt_panics = fn('sysrq_handle_crash', { source: kernel('drivers/tty/sysrq.c') }, () => ({
    panic: call(panic),
  }));
  const softirq_panics = fn('handle_softirqs', { source: kernel('kernel/softirq.c') }, () => ({
    panic: call(panic),
  }));
  const unknown_nmi_error = fn('unknown_nmi_error', { source: kernel('arch/x86/kernel/nmi.c') }, () => ({
    nmi_panic: call(nmi_panic),
  }));
  const ghes_notify_nmi = fn('__ghes_panic', { source: kernel('drivers/acpi/apei/ghes.c') }, () => ({
    panic: call(panic),
  }));

  const vectors: VectorBinding[] = [];
  if (v['panic-from'] === 'hardirq')
    vectors.push(on(vector('sysrq_irq', 'hardirq'), interrupt_panics, { times: 1 }));
  if (v['panic-from'] === 'softirq')
    vectors.push(on(vector('softirq', 'softirq'), softirq_panics, { times: 1 }));
  if (v['panic-from'] === 'nmi')
    vectors.push(on(vector('unknown_nmi', 'nmi'), unknown_nmi_error, { times: 1 }));
  if (v.nested === 'yes')
    vectors.push(
      on(vector('ghes_nmi', 'nmi'), ghes_notify_nmi, {
        times: 1,
        when: (self) => eq(read(panicking.panic_cpu), self),
      }),
    );

  const programs: Record<'load' | 'crash' | 'size', Fn> = {
    load: kexec_load,
    crash: task_panics,
    size: read_size,
  };
  const who = roles(v);
  const loaded = v.image === 'loaded';
  const damaged = (image: 'old' | 'new') =>
    and(eq(read(seen.jump_to), image), ne(read(kexec.crash_memory), image));
  const machine = system({
    name: 'kexec-lock',
    cpus: Number(v.cpus),
    tasks: Array.from({ length: Number(v.cpus) }, (_, cpu) => {
      const role = who[cpu] ?? (v.loader === 'yes' ? 'load' : null);
      return role === null ? null : programs[role];
    }),
    vectors,
    init: loaded
      ? [
          initially(kexec.kexec_crash_image, 'old'),
          initially(kexec.crash_memory, 'old'),
          initially(kexec.crashk_prot, 'RO'),
        ]
      : [],
  });
  return {
    system: machine,
    properties: [
      imageComplete(memory === 'reserved' ? or(damaged('old'), damaged('new')) : damaged('old')),
      kdumpStarts(eq(read(seen.kdump), 'due')),
      noDeadlock,
      // Only who reads the size waits for the lock; others try it.
      ...(v.reader === 'none'
        ? []
        : [
            loaderReturns(
              Number(v.cpus),
              [point(kexec_load, ''), point(read_size, '')],
              or(ended(), ne(read(panicking.panic_cpu), NONE)),
            ),
          ]),
      singleKexec(k.critical),
      lockLeftFree(k.users, lock.free),
      // Who loads nothing loses nothing, and an oops that the machine survives does not restart it.
      ...(v.loader === 'yes' ? [reloadKeepsImage(k.loads, read(seen.image_lost))] : []),
      ...(v.loader === 'yes' && v['panic-from'] !== 'oops'
        ? [updateGap(eq(read(seen.kdump), 'excused'))]
        : []),
      ...codePromises(machine),
    ],
  };
}

export const kexecLockScenario: Scenario = {
  name: 'kexec-lock',
  question: 'Which lock may __crash_kexec() use?',
  about: `\
A crash image is loaded into reserved memory that the next load overwrites in place. kexec_load() and __crash_kexec()
must not work on it at the same time, but __crash_kexec() may run in an NMI, on top of anything, and must never wait.
The kernel went from an xchg to a mutex (2.6.27) and to a cmpxchg (6.0); two other locks were posted on the way.

CPU 0 loads (or unloads) an image; one CPU panics, in task context or in an interrupt that may hit any CPU at any
moment, once; a reader of /sys/kernel/kexec_crash_size can be added; CPUs that are left over load images as well.`,
  options: [
    {
      name: 'lock',
      says: 'what guards kexec_crash_image',
      values: KEXEC_LOCKS.map((name) => ({ name, says: LOCK_SAYS[name] })),
      default: 'cmpxchg',
    },
    {
      name: 'panic-from',
      says: 'the context that panics',
      values: [
        { name: 'task', says: 'a task of its own CPU calls panic()' },
        { name: 'softirq', says: 'a softirq on any CPU' },
        { name: 'hardirq', says: 'a hardirq on any CPU whose interrupts are on (sysrq-c)' },
        { name: 'nmi', says: 'an NMI on any CPU (nmi_panic)' },
        {
          name: 'oops',
          says: 'a task oopses into crash_kexec(), and the machine survives if there is no dump',
        },
      ],
      default: 'nmi',
    },
    {
      name: 'reader',
      says: 'somebody who reads /sys/kernel/kexec_crash_size',
      values: [
        { name: 'none', says: 'nobody' },
        { name: 'trylock', says: 'gives up if the lock is taken' },
        { name: 'lock', says: 'waits for it: mutex_lock(), v2.6.33 .. v5.19' },
      ],
      default: 'none',
    },
    {
      name: 'loader',
      says: 'whether anybody loads or unloads images',
      values: [
        { name: 'yes', says: 'every CPU that has nothing else to do' },
        { name: 'no', says: 'nobody' },
      ],
      default: 'yes',
    },
    {
      name: 'image',
      says: 'whether a crash image is loaded at the beginning',
      values: [
        { name: 'loaded', says: 'yes' },
        { name: 'none', says: 'no' },
      ],
      default: 'loaded',
    },
    {
      name: 'nested',
      says: 'whether an NMI handler on the panicking CPU calls panic() again (GHES)',
      values: [
        { name: 'no', says: 'no' },
        { name: 'yes', says: 'once' },
      ],
      default: 'no',
    },
    {
      name: 'memory',
      says: 'where images live',
      values: [
        { name: 'reserved', says: 'all in the one reserved region, as in the kernel' },
        {
          name: 'per-image',
          says: 'each in memory of its own, freed with it: the case that the comment in __crash_kexec() speaks of',
        },
      ],
      default: 'reserved',
    },
    {
      name: 'image-pointer',
      says: 'how __crash_kexec() gets the image',
      values: [
        { name: 'read', says: 'reads kexec_crash_image' },
        { name: 'xchg', says: 'exchanges it for NULL, as the first versions did' },
      ],
      default: 'read',
    },
    {
      name: 'cpus',
      says: 'how many CPUs',
      values: ['2', '3', '4'].map((name) => ({ name, says: `${name} CPUs` })),
      default: fitting,
    },
  ],
  compares: 'lock',
  contradiction,
  build: (variant) => build(variant),
  expectations: kexecLockExpectations,
  bugs: [
    {
      id: '5 kexec-rtmutex-nmi-refused',
      fix: '05c6257433b7',
      property: 'kdump-starts',
      before: { lock: 'rt-mutex-debug' },
      after: { lock: 'cmpxchg' },
    },
    {
      id: '6 kexec-mutex-nmi-unlock',
      fix: '05c6257433b7',
      property: 'no-deadlock',
      before: { lock: 'mutex', reader: 'lock' },
      after: { lock: 'cmpxchg', reader: 'trylock' },
    },
  ],
  unreached: [
    {
      steps: ['panic_smp_self_stop.cpu_relax', 'nmi_panic_self_stop.cpu_relax', 'nmi_panic.elsewhere'],
      reason: 'only one CPU panics here, so nobody loses the race for panic_cpu to another CPU',
    },
    {
      steps: [
        'do_kexec_load@none.busy.ebusy',
        '__crash_kexec@none.locked.refused',
        'crash_get_memory_size@none.busy.ebusy',
      ],
      reason: 'without a lock nobody is refused',
    },
    {
      steps: ['mutex_unlock.nobody.out_unwaited'],
      reason:
        'the fast path failed because of the waiters bit, which nobody clears before the mutex is released',
    },
    {
      steps: [
        'try_to_take_rt_mutex@rt.not_first.wait_turn',
        'try_to_take_rt_mutex@rt-debug.not_first.wait_turn',
      ],
      reason: 'needs two waiters; there is one reader',
    },
    {
      steps: ['mutex_trylock@rt-debug.fast_ok.acquired', 'mutex_lock@rt-debug.fast_ok.acquired'],
      reason: 'CONFIG_DEBUG_RT_MUTEXES compiles the fast path out',
    },
  ],
  notYet: [
    {
      id: 'B4',
      reason:
        'the flags lock without smp_mb() breaks only where a store can be delayed past a later load; models run under sequential consistency, where the barrier changes nothing',
    },
  ],
};
