import {
  and,
  atomic,
  type Block,
  brk,
  call,
  cpuOrNone,
  cpuSet,
  emptySet,
  eq,
  explain,
  firstOf,
  flag,
  fn,
  ignored,
  in_task,
  isEmpty,
  local_irq_restore,
  local_irq_save,
  NONE,
  ne,
  no,
  not,
  perCpu,
  read,
  ret,
  retry,
  set,
  set_cpu,
  shared,
  starting,
  WRITE_ONCE,
  wait,
  when,
  withoutCpu,
  write,
} from '../language/index.js';
import { task_sleeps } from './mutex.js';
import { raw_spin_lock, raw_spin_unlock } from './spinlock.js';

const RTMUTEX = {
  file: 'kernel/locking/rtmutex.c',
  versions: 'v5.15 .. v6.1 with CONFIG_PREEMPT_RT',
  note: 'priorities are left out: a trylock may always steal from waiters, and the first waiter is the lowest CPU',
};

/** task->pi_lock, which wake-ups and priority inheritance take. In an interrupt, `current` is the interrupted task. */
const { pi_lock } = perCpu({ pi_lock: cpuOrNone });

/**
 * struct mutex of a PREEMPT_RT kernel: an rt_mutex. `debug` is CONFIG_DEBUG_RT_MUTEXES, which compiles the cmpxchg
 * fast paths out and makes trylock refuse outside of task context.
 */
export function rt_mutex(name: string, { debug }: { debug: boolean }) {
  const form = debug ? 'rt-debug' : 'rt';
  const vars = shared({
    [`${name}_owner`]: cpuOrNone,
    [`${name}_has_waiters`]: flag,
    [`${name}_wait_lock`]: cpuOrNone,
    [`${name}_waiters`]: starting(cpuSet, emptySet),
  });
  // Computed names hide the domains from TypeScript; they are the ones just given.
  const owner = vars[`${name}_owner`] as ReturnType<typeof declared>['owner'];
  const bit = vars[`${name}_has_waiters`] as ReturnType<typeof declared>['bit'];
  const wait_lock = vars[`${name}_wait_lock`] as ReturnType<typeof declared>['owner'];
  const waiters = vars[`${name}_waiters`] as ReturnType<typeof declared>['waiters'];
  const oneWord = 'the owner pointer and RT_MUTEX_HAS_WAITERS are one word';

  /** rt_mutex_cmpxchg_acquire(lock, NULL, current); compiled out with DEBUG_RT_MUTEXES. */
  const rt_mutex_cmpxchg_acquire = fn(
    'rt_mutex_cmpxchg_acquire',
    { source: RTMUTEX, form, returns: flag, locals: { ok: flag } },
    ({ self, ok }): Block =>
      debug
        ? { compiled_out: explain('CONFIG_DEBUG_RT_MUTEXES has no fast path', ret(false)) }
        : {
            cmpxchg: atomic(oneWord, {
              free: when(and(eq(read(owner), NONE), not(read(bit))), {
                take: write(owner, self),
                done: set(ok, true),
              }),
            }),
            result: ret(ok),
          },
  );

  /** With wait_lock held. `queued`: the caller is in the waiter tree. */
  const try_to_take_rt_mutex = fn(
    'try_to_take_rt_mutex',
    {
      source: RTMUTEX,
      form,
      params: { queued: flag },
      returns: flag,
      locals: { who: cpuOrNone, queue: cpuSet },
    },
    ({ self, queued, who, queue }) => ({
      mark_waiters: write(bit, true),
      owner: set(who, read(owner)),
      owned: when(ne(who, NONE), { fail: ret(false) }),
      look: set(queue, read(waiters)),
      not_first: when(and(queued, ne(firstOf(queue), self)), { wait_turn: ret(false) }),
      dequeue: when(queued, { remove: write(waiters, withoutCpu(queue, self)) }),
      others: set(queue, withoutCpu(queue, self)),
      inherit: when(not(isEmpty(queue)), {
        pi_lock: raw_spin_lock(pi_lock.of(self), self),
        enqueue_pi: ignored('priority inheritance changes nothing here but the time that pi_lock is held'),
        pi_unlock: raw_spin_unlock(pi_lock.of(self)),
      }),
      set_owner: atomic(oneWord, { task: write(owner, self), waits: write(bit, not(isEmpty(queue))) }),
      taken: ret(true),
    }),
  );

  /** Clears the bit if nobody waits; wait_lock is held. */
  const fixup_rt_mutex_waiters = fn(
    'fixup_rt_mutex_waiters',
    { source: RTMUTEX, form, locals: { queue: cpuSet } },
    ({ queue }) => ({
      look: set(queue, read(waiters)),
      nobody: when(isEmpty(queue), { clear: write(bit, false) }),
    }),
  );

  const rt_mutex_slowtrylock = fn(
    'rt_mutex_slowtrylock',
    { source: RTMUTEX, form, returns: flag, locals: { who: cpuOrNone, flags: flag, ok: flag } },
    ({ self, who, flags, ok }) => ({
      owner: set(who, read(owner)),
      owned: when(ne(who, NONE), { fail: ret(false) }),
      irqsave: local_irq_save(flags),
      wait_lock: raw_spin_lock(wait_lock, self),
      take: call(try_to_take_rt_mutex, { queued: false }, ok),
      fixup: call(fixup_rt_mutex_waiters),
      wait_unlock: raw_spin_unlock(wait_lock),
      irqrestore: local_irq_restore(flags),
      result: ret(ok),
    }),
  );

  const mutex_trylock = fn(
    'mutex_trylock',
    {
      source: { ...RTMUTEX, file: 'kernel/locking/rtmutex_api.c' },
      form,
      returns: flag,
      locals: { ok: flag },
    },
    ({ ok }) => ({
      ...(debug && {
        warn: when(not(in_task), {
          refuse: explain(
            'WARN_ON_ONCE(!in_task()): a trylock in an interrupt is refused, free or not',
            ret(false),
          ),
        }),
      }),
      fast: call(rt_mutex_cmpxchg_acquire, {}, ok),
      fast_ok: when(ok, { acquired: ret(true) }),
      slow: call(rt_mutex_slowtrylock, {}, ok),
      result: ret(ok),
    }),
  );

  const mutex_lock = fn(
    'mutex_lock',
    { source: { ...RTMUTEX, file: 'kernel/locking/rtmutex_api.c' }, form, locals: { ok: flag, flags: flag } },
    ({ self, ok, flags }) => ({
      fast: call(rt_mutex_cmpxchg_acquire, {}, ok),
      fast_ok: when(ok, { acquired: ret() }),
      irqsave: local_irq_save(flags),
      wait_lock: raw_spin_lock(wait_lock, self),
      second: call(try_to_take_rt_mutex, { queued: false }, ok),
      slow: when(not(ok), {
        sleep: WRITE_ONCE(task_sleeps.of(self), true),
        pi_lock: raw_spin_lock(pi_lock.of(self), self),
        enqueue: set_cpu(waiters, self),
        pi_unlock: raw_spin_unlock(pi_lock.of(self)),
        again: retry({
          take: call(try_to_take_rt_mutex, { queued: true }, ok),
          taken: when(ok, { out: brk }),
          drop: raw_spin_unlock(wait_lock),
          irqs_on: local_irq_restore(flags),
          schedule: wait(not(read(task_sleeps.of(self)))),
          irqs_off: local_irq_save(flags),
          relock: raw_spin_lock(wait_lock, self),
          sleep_again: WRITE_ONCE(task_sleeps.of(self), true),
        }),
        awake: WRITE_ONCE(task_sleeps.of(self), false),
      }),
      fixup: call(fixup_rt_mutex_waiters),
      wait_unlock: raw_spin_unlock(wait_lock),
      irqrestore: local_irq_restore(flags),
    }),
  );

  const mark_wakeup_next_waiter = fn(
    'mark_wakeup_next_waiter',
    { source: RTMUTEX, form, returns: cpuOrNone, locals: { next: cpuOrNone } },
    ({ self, next }) => ({
      pi_lock: raw_spin_lock(pi_lock.of(self), self),
      top: set(next, firstOf(read(waiters))),
      release: atomic(oneWord, { task: write(owner, NONE), waits: write(bit, true) }),
      pi_unlock: raw_spin_unlock(pi_lock.of(self)),
      result: ret(next),
    }),
  );

  /** try_to_wake_up() holds the pi_lock of the task that it wakes. */
  const wake_up_q = fn(
    'wake_up_q',
    {
      source: { file: 'kernel/sched/core.c', versions: RTMUTEX.versions },
      form,
      params: { next: cpuOrNone },
      locals: { flags: flag },
    },
    ({ self, next, flags }) => ({
      irqsave: local_irq_save(flags),
      pi_lock: raw_spin_lock(pi_lock.of(next), self),
      wake: WRITE_ONCE(task_sleeps.of(next), no),
      pi_unlock: raw_spin_unlock(pi_lock.of(next)),
      irqrestore: local_irq_restore(flags),
    }),
  );

  const mutex_unlock = fn(
    'mutex_unlock',
    {
      source: { ...RTMUTEX, file: 'kernel/locking/rtmutex_api.c' },
      form,
      locals: { ok: flag, flags: flag, queue: cpuSet, next: cpuOrNone },
    },
    ({ self, ok, flags, queue, next }) => ({
      ...(!debug && {
        cmpxchg: atomic(oneWord, {
          clean: when(and(eq(read(owner), self), not(read(bit))), {
            free: write(owner, NONE),
            done: set(ok, true),
          }),
        }),
        fast_ok: when(ok, { out: ret() }),
      }),
      irqsave: local_irq_save(flags),
      wait_lock: raw_spin_lock(wait_lock, self),
      unwaited: retry({
        look: set(queue, read(waiters)),
        somebody: when(not(isEmpty(queue)), { wake_somebody: brk }),
        ...(debug
          ? {
              free: write(owner, NONE),
              unlock: raw_spin_unlock(wait_lock),
              irqs_on: local_irq_restore(flags),
              out_debug: ret(),
            }
          : {
              clear_waiters: write(bit, false),
              unlock: raw_spin_unlock(wait_lock),
              irqs_on: local_irq_restore(flags),
              cmpxchg_release: atomic(oneWord, {
                clean: when(and(eq(read(owner), self), not(read(bit))), {
                  free: write(owner, NONE),
                  done: set(ok, true),
                }),
              }),
              freed: when(ok, { out_free: ret() }),
              irqs_off: local_irq_save(flags),
              relock: raw_spin_lock(wait_lock, self),
            }),
      }),
      mark: call(mark_wakeup_next_waiter, {}, next),
      wait_unlock: raw_spin_unlock(wait_lock),
      irqrestore: local_irq_restore(flags),
      wake: when(ne(next, NONE), { wake_up: call(wake_up_q, { next }) }),
    }),
  );

  return { owner, wait_lock, mutex_trylock, mutex_lock, mutex_unlock };
}

/** Only for its type: what `rt_mutex` declares. */
const declared = () => shared({ owner: cpuOrNone, bit: flag, waiters: cpuSet });
