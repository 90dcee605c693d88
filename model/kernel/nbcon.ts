import {
  and,
  atomic,
  type Block,
  type Cpu,
  call,
  cmpxchg,
  cpuOrNone,
  type E,
  eq,
  explain,
  finalHalt,
  flag,
  fn,
  ignored,
  int,
  le,
  lt,
  NONE,
  ne,
  not,
  note,
  oneOf,
  or,
  READ_ONCE,
  read,
  ret,
  retry,
  set,
  shared,
  value,
  waitOrTimeout,
  when,
  write,
} from '../language/index.js';
import { panicking } from './panic.js';
import { line, type PanicSetting, seen, smpSendStop, uart } from './panic_console.js';

/** Consoles without console_sem: one atomic word for each, in kernel/printk/nbcon.c. One console is modelled. */

const NBCON = { file: 'kernel/printk/nbcon.c', versions: 'v6.10 ..; text of the first merged version' };

/** enum nbcon_prio: NONE, NORMAL, EMERGENCY, PANIC. */
const prio = int(0, 3);
const PRIO_NONE = 0;
const PRIO_NORMAL = 1;
const PRIO_PANIC = 3;

/** struct nbcon_state: the fields of one 32-bit word. */
const state = shared({
  nbcon_prio: prio,
  nbcon_req_prio: prio,
  nbcon_cpu: cpuOrNone,
  nbcon_unsafe: flag,
  nbcon_unsafe_takeover: flag,
});
const WORD = 'one word; the loop ends with a cmpxchg that finds it as it was read';
const error = oneOf('0', '-EPERM', '-EBUSY');

/** What of nbcon is in question. */
export interface NbconText {
  /** The driver looks whether the console is still its own; without is a mutation. */
  readonly checks: boolean;
  /** The last flush of panic() may take the console in an unsafe state. */
  readonly unsafe: boolean;
  readonly stop: PanicSetting['stop'];
}

const acquire = (self: E<Cpu>, mine: E<number>) => ({
  prio: write(state.nbcon_prio, mine),
  req_prio: write(state.nbcon_req_prio, PRIO_NONE),
  unsafe: write(state.nbcon_unsafe, read(state.nbcon_unsafe_takeover)),
  cpu: write(state.nbcon_cpu, self),
});

/**
 * panic() on nbcon consoles (v6.10 ..): it takes a console from its owner by agreement where that is in a safe state, and at the very
 * end, if `unsafe`, by force.
 */
export function nbconFunctions({ checks, unsafe, stop }: NbconText) {
  const nbcon_context_try_acquire_direct = fn(
    'nbcon_context_try_acquire_direct',
    { source: NBCON, params: { mine: prio }, returns: error, locals: { who: cpuOrNone, err: error } },
    ({ self, mine, who, err }) => ({
      other_cpu_in_panic: set(who, READ_ONCE(panicking.panic_cpu)),
      other: when(and(ne(who, NONE), ne(who, self)), { not_permitted: ret(value(error, '-EPERM')) }),
      acquire: atomic(WORD, {
        refused: when(
          or(le(mine, read(state.nbcon_prio)), le(mine, read(state.nbcon_req_prio))),
          { eperm: set(err, '-EPERM') },
          {
            busy: when(
              read(state.nbcon_unsafe),
              { ebusy: set(err, '-EBUSY') },
              { ...acquire(self, mine), ok: set(err, '0') },
            ),
          },
        ),
      }),
      result: ret(err),
    }),
  );

  const nbcon_context_try_acquire_handover = fn(
    'nbcon_context_try_acquire_handover',
    { source: NBCON, params: { mine: prio }, returns: error, locals: { err: error, asked: flag } },
    ({ self, mine, err, asked }) => ({
      request: atomic(WORD, {
        hopeless: when(
          or(eq(read(state.nbcon_cpu), self), read(state.nbcon_unsafe_takeover)),
          { ebusy: set(err, '-EBUSY') },
          {
            ask: when(
              and(read(state.nbcon_unsafe), lt(read(state.nbcon_prio), mine)),
              { req_prio: write(state.nbcon_req_prio, mine), ok: set(asked, true) },
              { eagain: explain('-EAGAIN: the owner has left its unsafe section', set(err, '0')) },
            ),
          },
        ),
      }),
      not_asked: when(not(asked), { no_request: ret(err) }),
      spin: waitOrTimeout(eq(read(state.nbcon_prio), PRIO_NONE)),
      requested: atomic('try_acquire_requested(), or removing the request: each one cmpxchg', {
        released: when(
          eq(read(state.nbcon_prio), PRIO_NONE),
          { ...acquire(self, mine), got: set(err, '0') },
          { no_request_any_more: write(state.nbcon_req_prio, PRIO_NONE), timed_out: set(err, '-EBUSY') },
        ),
      }),
      result: ret(err),
    }),
  );

  const nbcon_context_try_acquire_hostile = fn(
    'nbcon_context_try_acquire_hostile',
    { source: NBCON, params: { mine: prio } },
    ({ self, mine }) => ({
      take: atomic(WORD, {
        takeover: write(
          state.nbcon_unsafe_takeover,
          or(read(state.nbcon_unsafe_takeover), read(state.nbcon_unsafe)),
        ),
        cpu: write(state.nbcon_cpu, self),
        prio: write(state.nbcon_prio, mine),
      }),
    }),
  );

  const nbcon_context_try_acquire = fn(
    'nbcon_context_try_acquire',
    {
      source: NBCON,
      params: { mine: prio, allow_unsafe_takeover: flag },
      returns: flag,
      locals: { err: error, owner: cpuOrNone },
    },
    ({ self, mine, allow_unsafe_takeover, err, owner }) => ({
      try_again: retry({
        direct: call(nbcon_context_try_acquire_direct, { mine }, err),
        acquired: when(eq(err, '0'), { ok: ret(true) }),
        refused: when(eq(err, '-EPERM'), { fail: ret(false) }),
        handover: call(nbcon_context_try_acquire_handover, { mine }, err),
        busy: when(eq(err, '-EBUSY'), {
          not_allowed: when(not(allow_unsafe_takeover), { give_up: ret(false) }),
          hostile: call(nbcon_context_try_acquire_hostile, { mine }),
          taken: ret(true),
        }),
        owner: explain('handed over, or to be tried again', set(owner, read(state.nbcon_cpu))),
        ours: when(eq(owner, self), { handed_over: ret(true) }),
      }),
    }),
  );

  const nbcon_context_release = fn(
    'nbcon_context_release',
    { source: NBCON, params: { mine: prio } },
    ({ self, mine }) => ({
      release: atomic(WORD, {
        owner_matches: when(and(eq(read(state.nbcon_prio), mine), eq(read(state.nbcon_cpu), self)), {
          prio: write(state.nbcon_prio, PRIO_NONE),
          unsafe: write(state.nbcon_unsafe, or(read(state.nbcon_unsafe), read(state.nbcon_unsafe_takeover))),
        }),
      }),
    }),
  );

  /** nbcon_enter_unsafe(), nbcon_exit_unsafe(): whether the console is still ours. */
  const update_unsafe = fn(
    '__nbcon_context_update_unsafe',
    {
      source: NBCON,
      params: { mine: prio, unsafe: flag },
      returns: flag,
      locals: { ok: flag, hand_over: flag },
    },
    ({ self, mine, unsafe, ok, hand_over }) => ({
      can_proceed: atomic(WORD, {
        owner_matches: when(and(eq(read(state.nbcon_prio), mine), eq(read(state.nbcon_cpu), self)), {
          ok: set(ok, true),
          waited_for: when(
            and(ne(read(state.nbcon_req_prio), PRIO_NONE), not(read(state.nbcon_unsafe))),
            { at_once: set(hand_over, true) },
            {
              update: when(or(unsafe, not(read(state.nbcon_unsafe_takeover))), {
                flag: write(state.nbcon_unsafe, unsafe),
                waiter: set(hand_over, and(ne(read(state.nbcon_req_prio), PRIO_NONE), not(unsafe))),
              }),
            },
          ),
        }),
      }),
      leave: when(hand_over, {
        nbcon_context_release: call(nbcon_context_release, { mine }),
        gone: ret(false),
      }),
      result: ret(ok),
    }),
  );

  /** con->write_atomic() of a driver: a line in two pieces, each in an unsafe section of its own. */
  const write_atomic = fn(
    'write_atomic',
    {
      form: checks ? '' : 'no-checks',
      source: { file: 'drivers/tty/serial/8250/8250_port.c', versions: 'v6.10 ..' },
      params: { mine: prio, line },
      returns: flag,
      locals: { ok: flag },
    },
    ({ mine, line, ok }): Block =>
      checks
        ? {
            enter: call(update_unsafe, { mine, unsafe: true }, ok),
            lost: when(not(ok), { back_out: ret(false) }),
            first: write(uart.uart_tx, '-'),
            exit: call(update_unsafe, { mine, unsafe: false }, ok),
            lost_between: when(not(ok), { back_out_between: ret(false) }),
            enter_again: call(update_unsafe, { mine, unsafe: true }, ok),
            lost_again: when(not(ok), { back_out_again: ret(false) }),
            last: write(uart.uart_tx, line),
            sent: note(seen.panic_sent, or(read(seen.panic_sent), eq(read(uart.uart_tx), 'panic'))),
            exit_again: call(update_unsafe, { mine, unsafe: false }, ok),
            result: ret(ok),
          }
        : {
            first: explain(
              'no nbcon_enter_unsafe(): nobody looks who owns the console',
              write(uart.uart_tx, '-'),
            ),
            last: write(uart.uart_tx, line),
            sent: note(seen.panic_sent, or(read(seen.panic_sent), eq(read(uart.uart_tx), 'panic'))),
            result: ret(true),
          },
  );

  /** nbcon_emit_one(): acquires the console, prints a record, releases it. */
  const nbcon_emit_one = fn(
    'nbcon_emit_one',
    {
      form: checks ? '' : 'no-checks',
      source: NBCON,
      params: { mine: prio, line, allow_unsafe_takeover: flag },
      returns: flag,
      locals: { ok: flag },
    },
    ({ mine, line, allow_unsafe_takeover, ok }) => ({
      acquire: call(nbcon_context_try_acquire, { mine, allow_unsafe_takeover }, ok),
      failed: when(not(ok), { out: ret(false) }),
      record: ignored('the record is read from the log into a buffer of its own for the panic'),
      write_atomic: call(write_atomic, { mine, line }, ok),
      release: when(ok, { nbcon_context_release: call(nbcon_context_release, { mine }) }),
      result: ret(ok),
    }),
  );

  const nbcon_kthread_func = fn(
    'nbcon_kthread_func',
    { form: checks ? '' : 'no-checks', source: NBCON },
    () => ({
      emit: call(nbcon_emit_one, { mine: PRIO_NORMAL, line: 'other', allow_unsafe_takeover: false }),
    }),
  );

  const panic = fn(
    'panic',
    {
      form: `nbcon${checks ? '' : '-no-checks'}${unsafe ? '' : '-safe'}${stop === 'complete' ? '' : '-late'}`,
      source: { file: 'kernel/panic.c', versions: 'v6.12 ..' },
      locals: { old: cpuOrNone, done: flag },
    },
    ({ self, old, done }): Block => ({
      claim: cmpxchg(panicking.panic_cpu, NONE, self, old),
      said: note(seen.panic_said, true),
      nbcon_atomic_flush_pending: call(
        nbcon_emit_one,
        { mine: PRIO_PANIC, line: 'panic', allow_unsafe_takeover: false },
        done,
      ),
      smp_send_stop: call(smpSendStop(stop)),
      pending: when(not(done), {
        nbcon_atomic_flush_unsafe: call(nbcon_emit_one, {
          mine: PRIO_PANIC,
          line: 'panic',
          allow_unsafe_takeover: unsafe,
        }),
      }),
      loop: finalHalt,
    }),
  );
  return { panic, nbcon_kthread_func, write_atomic };
}
