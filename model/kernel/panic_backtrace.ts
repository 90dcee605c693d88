import {
  allCpus,
  and,
  type Block,
  call,
  clear_cpu,
  cmpxchg,
  cpuOrNone,
  cpuSet,
  emptySet,
  explain,
  finalHalt,
  flag,
  fn,
  ghost,
  has,
  isEmpty,
  NONE,
  ne,
  not,
  note,
  READ_ONCE,
  read,
  ret,
  sendMask,
  set,
  set_cpu,
  shared,
  starting,
  vector,
  wait,
  waitOrTimeout,
  when,
  withCpu,
  withoutCpu,
  write,
} from '../language/index.js';
import { panicking } from './panic.js';

/** The backtraces that panic() asks the other CPUs for (panic_print bit 6), and whether they may store them. */

const g = shared({
  backtrace_mask: starting(cpuSet, emptySet),
  panic_triggering_all_cpu_backtrace: flag,
  /** The CPUs whose backtrace is in the log. */
  log_has: starting(cpuSet, emptySet),
});
/** The CPUs that have printed their backtrace, as far as they can tell. */
export const seen = ghost({ printed: starting(cpuSet, emptySet) });
/** The CPUs whose backtrace is in the log. */
export const log_has = g.log_has;
/** The NMI that asks a CPU for its backtrace. */
export const backtrace_nmi = vector('backtrace_nmi', 'nmi');

/**
 * panic() that asks all others for their backtraces, and their handler. While a CPU panics, others store nothing in the log (v6.9 ..);
 * `window`: except between asking and the end of the wait (v6.11 ..). `bounded`: the wait for them ends.
 */
export function panicBacktrace({ window, bounded }: { window: boolean; bounded: boolean }) {
  const versions = window ? 'v6.11 ..' : 'v6.9 .. v6.10';
  const form = window ? 'window' : 'silent';
  const vprintk_emit = fn(
    'vprintk_emit',
    {
      form,
      source: {
        file: 'kernel/printk/printk.c',
        versions,
        commit: window ? 'bcc954c6caba' : '779dbc2e78d7',
      },
      locals: { who: cpuOrNone, allowed: flag },
    },
    ({ self, who, allowed }): Block => ({
      other_cpu_in_panic: set(who, READ_ONCE(panicking.panic_cpu)),
      other: when(and(ne(who, NONE), ne(who, self)), {
        ...(window
          ? {
              allowed: set(allowed, read(g.panic_triggering_all_cpu_backtrace)),
              not_now: when(not(allowed), { drop: ret() }),
            }
          : { drop: ret() }),
      }),
      vprintk_store: set_cpu(g.log_has, self),
    }),
  );

  const nmi_cpu_backtrace = fn(
    'nmi_cpu_backtrace',
    { form, source: { file: 'lib/nmi_backtrace.c', versions: 'v4.9 ..' }, locals: { mask: cpuSet } },
    ({ self, mask }) => ({
      asked: set(mask, read(g.backtrace_mask)),
      mine: when(has(mask, self), {
        pr_warn: call(vprintk_emit),
        printed: clear_cpu(g.backtrace_mask, self),
        remember: note(seen.printed, withCpu(read(seen.printed), self)),
      }),
    }),
  );

  const panic = fn(
    'panic',
    {
      form: `backtrace-${form}${bounded ? '-bounded' : ''}`,
      source: { file: 'kernel/panic.c', versions },
      locals: { old: cpuOrNone },
    },
    ({ self, old }): Block => {
      const answered = isEmpty(read(g.backtrace_mask));
      return {
        claim: cmpxchg(panicking.panic_cpu, NONE, self, old),
        pr_emerg: call(vprintk_emit),
        ...(window && { open: write(g.panic_triggering_all_cpu_backtrace, true) }),
        trigger_all_cpu_backtrace: write(g.backtrace_mask, withoutCpu(allCpus, self)),
        send_nmi: sendMask(backtrace_nmi, withoutCpu(allCpus, self)),
        wait_: explain('up to ten seconds', bounded ? waitOrTimeout(answered) : wait(answered)),
        ...(window && { close: write(g.panic_triggering_all_cpu_backtrace, false) }),
        loop: finalHalt,
      };
    },
  );
  return { panic, nmi_cpu_backtrace };
}
