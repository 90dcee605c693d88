import {
  allCpus,
  type Block,
  call,
  cmpxchg,
  cpuOrNone,
  end,
  eq,
  explain,
  finalHalt,
  flag,
  fn,
  ghost,
  ignored,
  NONE,
  note,
  oneOf,
  or,
  read,
  sendMask,
  set,
  set_cpu,
  shared,
  stopCpu,
  vector,
  wait,
  waitOrTimeout,
  when,
  withCpu,
  withoutCpu,
  write,
} from '../language/index.js';
import { raw_spin_lock, raw_spin_trylock, raw_spin_unlock } from '../machine/spinlock.js';
import { panicking } from './panic.js';
import { cpus, oops, type PrintkText, printkFunctions } from './printk.js';

/** panic() with its console output, and the other CPUs that it stops in the middle of theirs. */

/** Who writes a record: the panic, or anybody else. */
export const line = oneOf('-', 'panic', 'other');
type Line = '-' | 'panic' | 'other';

/** A serial port: what it has sent last, and the lock of its driver. */
export const uart = shared({ uart_tx: line, port_lock: cpuOrNone });
/** What the questions remember of the panic message. */
export const seen = ghost({
  /** printk() was called with the panic message. */
  panic_said: flag,
  /** The driver has sent the panic message out. */
  panic_sent: flag,
});

const remembers = {
  sent: note(seen.panic_sent, or(read(seen.panic_sent), eq(read(uart.uart_tx), 'panic'))),
};

/** A console driver that takes no lock. */
export const plain_write = fn(
  'call_console_driver',
  { form: 'plain', source: { file: 'kernel/printk/printk.c', versions: 'any' }, params: { line } },
  ({ line }) => ({
    first: explain('con->write(): the first register', write(uart.uart_tx, '-')),
    last: explain('and the last one: the line is out', write(uart.uart_tx, line)),
    ...remembers,
  }),
);

/** A console driver that takes its port lock, but only tries it when oops_in_progress is set. */
export const serial8250_console_write = fn(
  'serial8250_console_write',
  {
    source: { file: 'drivers/tty/serial/8250/8250_port.c', versions: 'v2.6 .. v6.1' },
    params: { line },
    locals: { oopses: flag, old: cpuOrNone, locked: flag },
  },
  ({ self, line, oopses, old, locked }) => ({
    oops_in_progress: set(oopses, read(oops.oops_in_progress)),
    lock: when(
      oopses,
      { trylock: raw_spin_trylock(uart.port_lock, self, old), got: set(locked, eq(old, NONE)) },
      { spin_lock: raw_spin_lock(uart.port_lock, self), taken: set(locked, true) },
    ),
    last: explain('the line goes out', write(uart.uart_tx, line)),
    ...remembers,
    unlock: when(locked, { spin_unlock: raw_spin_unlock(uart.port_lock) }),
  }),
);

/** Console drivers: one without a lock, and one that only tries its lock while `oops_in_progress` is set. */
export const DRIVERS = { plain: plain_write, port_lock: serial8250_console_write } as const;
/** One of them. */
export type DriverName = keyof typeof DRIVERS;

/** What differs between kernels in how panic() makes its last messages visible. */
export interface PanicText {
  /** bust_spinlocks(0) before the last flush (until v4.20), or only console_unblank() (c7c3f05e341a, v5.0). */
  readonly dropsOops: 'before the flush' | 'never';
  readonly flush: 'trylock' | 'no lock';
  /** console_unblank() returns in NMI (v6.6). */
  readonly unblank: 'always' | 'not in NMI';
}

/** Releases whose console code differs. */
export type Version = 'v4.6' | 'v4.20' | 'v5.10' | 'v5.17' | 'v6.1' | 'v6.6';

type Texts = Omit<PrintkText<Line>, 'form' | 'line' | 'records' | 'semaphore' | 'looksAgain' | 'driver'> &
  PanicText;

const v46: Texts = {
  versions: 'v4.4 .. v4.6; text of v4.6',
  store: 'logbuf_lock+zap',
  nmi: 'direct',
  spin: 'no',
  keepOut: false,
  dropsOops: 'before the flush',
  flush: 'trylock',
  unblank: 'always',
};
const v420: Texts = {
  ...v46,
  versions: 'v4.19 .. v4.20',
  store: 'logbuf_lock',
  nmi: 'per-cpu buffer',
  spin: 'always',
};
const v510: Texts = { ...v420, versions: 'v5.0 .. v5.11; text of v5.10', dropsOops: 'never' };
const v517: Texts = {
  ...v510,
  versions: 'v5.13 .. v5.17; text of v5.17',
  store: 'lockless',
  nmi: 'deferred',
};
const v61: Texts = { ...v517, versions: 'v5.18 .. v6.5; text of v6.1', spin: 'not in panic', keepOut: true };
const v66: Texts = { ...v61, versions: 'v6.6 .. v6.9', flush: 'no lock', unblank: 'not in NMI' };

/** What each version does; each differs from the one before it by one fix or one redesign. */
export const VERSIONS: Readonly<Record<Version, Texts>> = {
  'v4.6': v46,
  'v4.20': v420,
  'v5.10': v510,
  'v5.17': v517,
  'v6.1': v61,
  'v6.6': v66,
};

/** The NMI that stops a CPU wherever it is, with whatever locks it has. */
export const stop_nmi = vector('stop_nmi', 'nmi');

/** The handler of that NMI: the CPU takes itself out of cpu_online_mask, and stops. */
export const smp_stop_nmi_callback = fn(
  'smp_stop_nmi_callback',
  { source: { file: 'arch/x86/kernel/smp.c', versions: 'v3.2 .. ; text of v6.1' } },
  ({ self }) => ({
    set_cpu_online: explain('set_cpu_online(cpu, false)', set_cpu(cpus.stopped_mask, self)),
    stop_this_cpu: stopCpu,
  }),
);

/** One panic: which kernel, which driver, and what happens around it. */
export interface PanicSetting {
  readonly version: Version;
  readonly driver: DriverName;
  readonly semaphore: PrintkText<Line>['semaphore'];
  /** Whether an image is loaded that __crash_kexec() starts. */
  readonly kdump: boolean;
  /** oops_in_progress is dropped before the last flush whatever the version. */
  readonly dropsOops: boolean;
  /** Whether the wait for the other CPUs may end before they have stopped. */
  readonly stop: 'complete' | 'may time out';
}

/** smp_send_stop(): with an NMI for all others, and a wait for them. */
export function smpSendStop(stop: PanicSetting['stop']) {
  return fn(
    'smp_send_stop',
    {
      form: stop === 'complete' ? 'complete' : 'bounded',
      source: { file: 'arch/x86/kernel/smp.c', versions: 'v3.2 .. ; text of v6.1' },
    },
    ({ self }): Block => {
      const stopped = eq(withCpu(read(cpus.stopped_mask), self), allCpus);
      return {
        reboot_irq: ignored('the IPI that is tried first stops fewer CPUs than the NMI after it'),
        send_nmi: sendMask(stop_nmi, withoutCpu(allCpus, self)),
        wait_: stop === 'complete' ? wait(stopped) : waitOrTimeout(stopped),
      };
    },
  );
}

/**
 * panic() and what it prints with: it stops the other CPUs wherever they are, and then flushes over whatever locks they left. What
 * differs between versions is in {@link VERSIONS}.
 */
export function panicConsole({ version, driver, semaphore, kdump, dropsOops, stop }: PanicSetting) {
  const text = { ...VERSIONS[version], ...(dropsOops && { dropsOops: 'before the flush' as const }) };
  const p = printkFunctions<Line>({
    ...text,
    form: version,
    line,
    records: 4,
    semaphore,
    looksAgain: true,
    driver: DRIVERS[driver],
  });
  const console_flush_on_panic = p.console_flush_on_panic(text.flush);
  const console_unblank = p.console_unblank(text.unblank === 'not in NMI');
  const buffered = text.nmi === 'per-cpu buffer';

  const smp_send_stop = smpSendStop(stop);

  const panic = fn(
    'panic',
    {
      form: `printk-${version}${kdump ? '-kdump' : ''}${dropsOops ? '-oops-dropped' : ''}`,
      source: { file: 'kernel/panic.c', versions: text.versions },
      locals: { old: cpuOrNone },
    },
    ({ self, old }): Block => ({
      irq_off: ignored('interrupts other than NMIs play no part in the question'),
      claim: cmpxchg(panicking.panic_cpu, NONE, self, old),
      lost: ignored('one CPU panics here, so nobody else has panic_cpu'),
      bust_spinlocks: explain('bust_spinlocks(1)', write(oops.oops_in_progress, true)),
      pr_emerg: call(p.vprintk, { line: 'panic' }),
      said: note(seen.panic_said, true),
      ...(buffered && { printk_safe_flush: call(p.printk_safe_flush_on_panic) }),
      ...(kdump
        ? { __crash_kexec: end('capture_kernel') }
        : {
            smp_send_stop: call(smp_send_stop),
            notifier: explain('a panic notifier prints', call(p.vprintk, { line: 'other' })),
            ...(buffered && { printk_safe_flush_again: call(p.printk_safe_flush_on_panic) }),
            console_unblank: call(console_unblank),
            ...(text.dropsOops === 'before the flush' && {
              bust_spinlocks_0: explain('bust_spinlocks(0)', write(oops.oops_in_progress, false)),
            }),
            console_flush_on_panic: call(console_flush_on_panic),
            loop: finalHalt,
          }),
    }),
  );

  return { ...p, panic, console_flush_on_panic, console_unblank };
}
