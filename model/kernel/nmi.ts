import {
  arm,
  type Block,
  brk,
  type Cpu,
  call,
  cmpxchg,
  cpuOrNone,
  type E,
  either,
  eq,
  explain,
  flag,
  fn,
  has,
  ignored,
  local_irq_restore,
  local_irq_save,
  NONE,
  ne,
  not,
  oneOf,
  park,
  READ_ONCE,
  read,
  ret,
  retry,
  set,
  shared,
  smp_wmb,
  vector,
  wait,
  when,
  write,
} from '../language/index.js';
import { raw_spin_lock, raw_spin_unlock } from '../machine/spinlock.js';
import { type Procedure, panicking } from './panic.js';
import { crash } from './stop_state.js';

/** How x86 takes an NMI, and what it does when it cannot go on in one: arch/x86/kernel/nmi.c. */

const NMI = { file: 'arch/x86/kernel/nmi.c', versions: 'v4.5 .. v6.17; text of v6.1' };

/** What the NMI code shares: the list of handlers with its lock, the emergency slot, the lock of the reason port. */
export const nmi = shared({
  /** nmi_desc[NMI_LOCAL].lock */
  nmi_desc_lock: cpuOrNone,
  /** nmi_desc[NMI_LOCAL].emerg_handler */
  emerg_handler: oneOf('NULL', 'crash_nmi_callback'),
  /** nmi_desc[NMI_LOCAL].head: without the crash handler, with it, or with it twice, which makes its node a ring. */
  nmi_desc_head: oneOf('others', 'crash_nmi_callback', 'ring'),
  /** smp_stop_nmi_callback() is on the same list. */
  smp_stop_registered: flag,
  nmi_reason_lock: cpuOrNone,
});

/** The NMI, from outside or as an IPI: a CPU has one pin and one latch for both, and finds out why by asking. */
export const NMI_VECTOR = vector('NMI', 'nmi');

/** How the crash handler gets its NMI: through the emergency slot, or by being registered, which takes a lock. */
export type CrashHandler = 'emergency' | 'register';

/** Lock-free since the emergency slot (about v6.15, and in late v6.1.y): nothing to spin on. */
export const set_emergency_nmi_handler = fn(
  'set_emergency_nmi_handler',
  { source: { ...NMI, versions: 'v6.15 .. (and late v6.1.y)', commit: 'fe37c699ae3e' } },
  () => ({
    emerg_handler: write(nmi.emerg_handler, 'crash_nmi_callback'),
    wmb: smp_wmb,
  }),
);

const register = (handler: string, add: Block) =>
  fn(
    'register_nmi_handler',
    { source: { ...NMI, versions: 'v3.2 ..; text of v6.1' }, form: handler, locals: { flags: flag } },
    ({ self, flags }) => ({
      irqsave: local_irq_save(flags),
      desc_lock: raw_spin_lock(nmi.nmi_desc_lock, self),
      ...add,
      desc_unlock: raw_spin_unlock(nmi.nmi_desc_lock),
      irqrestore: local_irq_restore(flags),
    }),
  );

/** NMI_FLAG_FIRST. Until v6.1 nobody looked whether the node is on the list already. */
export const register_crash_handler = register('crash', {
  list_add_rcu: when(
    eq(read(nmi.nmi_desc_head), 'others'),
    { first: write(nmi.nmi_desc_head, 'crash_nmi_callback') },
    {
      again: explain('the node is added before itself: its next is itself', write(nmi.nmi_desc_head, 'ring')),
    },
  ),
});

/** register_nmi_handler() for smp_stop_nmi_callback(), as native_stop_other_cpus() does before it sends NMIs. */
export const register_stop_handler = register('smp_stop', {
  list_add_rcu: write(nmi.smp_stop_registered, true),
});

/** Any other handler: a driver, perf. Nobody here is called by it. */
export const register_some_handler = register('driver', {
  list_add_tail_rcu: ignored('one more handler that claims none of the NMIs in question'),
});

/** Which text of the NMI code it is, what its handlers do, and what the hardware says. */
export interface NmiText {
  /** Since 58c5661f2144 (v4.5), whoever loops in an NMI polls for the crash IPI, which cannot interrupt it. */
  readonly polls: boolean;
  readonly handler: CrashHandler;
  /** What port 0x61 says, to every CPU that reads it: nothing, or a PCI system error. */
  readonly reason: 'none' | 'SERR';
  readonly crash_nmi_callback: Procedure;
  /** Null where nobody registers it. */
  readonly smp_stop_nmi_callback: Procedure | null;
  readonly panic: Procedure;
}

/** exc_nmi() and what it calls, down to nmi_panic(). */
export function nmiFunctions(text: NmiText) {
  const { polls, crash_nmi_callback, smp_stop_nmi_callback } = text;
  const form = polls ? 'polls' : 'spins';
  const versions = polls ? 'v4.5 .. v6.17; text of v6.1' : 'v3.3 .. v4.4, around the panic_cpu of v4.5';
  const commit = polls ? '58c5661f2144' : 'before 58c5661f2144';

  /** Loops in an NMI; with `polls`, until a crash IPI was sent and can be answered from here. */
  const nmi_panic_self_stop = fn(
    'nmi_panic_self_stop',
    { source: { file: 'arch/x86/kernel/reboot.c', versions, commit }, form },
    (): Block =>
      polls
        ? {
            run_crash_ipi_callback: wait(READ_ONCE(crash.crash_ipi_issued)),
            callback: call(crash_nmi_callback),
            cpu_relax: explain('only on the crashing CPU, for which the callback does nothing', park),
          }
        : { cpu_relax: park },
  );

  const nmi_panic = fn(
    'nmi_panic',
    {
      source: { file: 'kernel/panic.c', versions: 'v4.5 .. v6.17; text of v6.1', commit: '1717f2096b54' },
      form,
      locals: { old: cpuOrNone },
    },
    ({ self, old }) => ({
      claim: cmpxchg(panicking.panic_cpu, NONE, self, old),
      first: when(
        eq(old, NONE),
        { enter: call(text.panic) },
        {
          elsewhere: when(ne(old, self), { stop: call(nmi_panic_self_stop) }),
        },
      ),
    }),
  );

  const pci_serr_error = fn('pci_serr_error', { source: NMI, form }, () => ({
    handlers: ignored('nobody registered for NMI_SERR'),
    panic_on_unrecovered_nmi: call(nmi_panic),
    clear_serr: ignored(
      'the error line is cleared and disabled; reached only on the CPU that panics already',
    ),
  }));

  const unknown_nmi_error = fn('unknown_nmi_error', { source: NMI, form }, () => ({
    handlers: ignored('nobody registered for NMI_UNKNOWN'),
    unknown_nmi_panic: call(nmi_panic),
  }));

  const smp_stop: Block =
    smp_stop_nmi_callback === null
      ? {}
      : {
          smp_stop: when(read(nmi.smp_stop_registered), {
            callback: call(smp_stop_nmi_callback),
            handled_stop: ret(true),
          }),
        };
  /** The handlers for NMI_LOCAL: those that matter here. */
  const nmi_handle =
    text.handler === 'emergency'
      ? fn(
          'nmi_handle',
          { source: set_emergency_nmi_handler.source, form: 'emergency', returns: flag },
          (): Block => ({
            ehandler: when(eq(read(nmi.emerg_handler), 'crash_nmi_callback'), {
              callback: call(crash_nmi_callback),
              handled: ret(true),
            }),
            ...smp_stop,
            others: ret(false),
          }),
        )
      : fn(
          'nmi_handle',
          {
            source: { ...NMI, versions: 'v3.2 .. v6.14; text of v6.1' },
            form: 'list',
            returns: flag,
            locals: { head: oneOf('others', 'crash_nmi_callback', 'ring') },
          },
          ({ head }): Block => ({
            list_for_each_entry_rcu: set(head, read(nmi.nmi_desc_head)),
            crash: when(ne(head, 'others'), {
              callback: call(crash_nmi_callback),
              next: when(eq(head, 'ring'), {
                walk: explain('the next entry of the list is this entry: the walk never ends', park),
              }),
              handled: ret(true),
            }),
            ...smp_stop,
            others: ret(false),
          }),
        );

  const reason_lock = (self: E<Cpu>): Block =>
    polls
      ? {
          reason_lock: retry({
            round: either({
              free: arm('raw_spin_trylock(&nmi_reason_lock) succeeds', {
                take: raw_spin_lock(nmi.nmi_reason_lock, self),
                got: brk,
              }),
              crash_ipi: arm('it failed, and the crash IPI was sent: run_crash_ipi_callback()', {
                issued: wait(READ_ONCE(crash.crash_ipi_issued)),
                callback: call(crash_nmi_callback),
              }),
            }),
          }),
        }
      : { reason_lock: raw_spin_lock(nmi.nmi_reason_lock, self) };

  const default_do_nmi = fn(
    'default_do_nmi',
    { source: { ...NMI, versions, commit }, form, locals: { handled: flag } },
    ({ self, handled }): Block => ({
      back_to_back: ignored('swallow_nmi and b2b decide only whether an unknown NMI is reported'),
      nmi_local: call(nmi_handle, {}, handled),
      was_local: when(handled, { out_local: ret() }),
      ...reason_lock(self),
      ...(text.reason === 'SERR'
        ? { serr: call(pci_serr_error), unlock: raw_spin_unlock(nmi.nmi_reason_lock) }
        : { unlock: raw_spin_unlock(nmi.nmi_reason_lock), unknown: call(unknown_nmi_error) }),
    }),
  );

  const exc_nmi = fn(
    'exc_nmi',
    { source: { ...NMI, versions: 'v5.4 ..; text of v6.1' }, form },
    ({ self }) => ({
      offline: when(not(has(read(crash.cpu_online_mask), self)), { out: ret() }),
      do_nmi: call(default_do_nmi),
    }),
  );

  /** An NMI that a handler of the list claims: perf, say. */
  const perf_nmi = fn(
    'exc_nmi',
    { source: { ...NMI, versions: 'v5.4 ..; text of v6.1' }, form: 'perf', locals: { handled: flag } },
    ({ handled }) => ({
      nmi_local: call(nmi_handle, {}, handled),
      perf: ignored('what none of the handlers of the question claims, perf_event_nmi_handler() does'),
    }),
  );

  return { exc_nmi, perf_nmi, default_do_nmi, nmi_panic, nmi_panic_self_stop };
}

/** exc_nmi() of a kernel that does not panic, in which only the stop handler claims the NMI. */
export const excNmiOfStop = (smp_stop_nmi_callback: Procedure) =>
  fn('exc_nmi', { source: { ...NMI, versions: 'v5.4 ..; text of v6.1' }, form: 'stop' }, ({ self }) => ({
    offline: when(not(has(read(crash.cpu_online_mask), self)), { out: ret() }),
    nmi_local: call(smp_stop_nmi_callback),
  }));
