/** Changes to a model that no property notices, and why that is right. `panic-check mutate` shows what they are. */
export interface Survivors {
  readonly scenario: string;
  /** Ids of changes; `*` stands for any text. */
  readonly changes: readonly string[];
  readonly reason: string;
}

export const survivors: readonly Survivors[] = [
  ...['panic-lists', 'dump-list'].map((scenario) => ({
    scenario,
    changes: ['__crash_kexec.trylock:drop-lock', 'kexec_trylock.*', 'kexec_unlock.*'],
    reason: 'nobody else takes the kexec lock here; kexec-lock asks what it is for',
  })),
  {
    scenario: 'self-stop',
    changes: ['*crash_save_cpu*'],
    reason: 'no property here is about registers; registers-saved is asked in nmi-shootdown',
  },
  {
    scenario: 'panic-kgdb',
    changes: ['panic.restart:skip-call', 'smp_send_stop.*', 'stop_this_cpu.*'],
    reason: 'the only question is which CPUs the debugger sees; how they are stopped is asked in stop-cpus',
  },
  {
    scenario: 'emergency-restart',
    changes: ['driver_write.device:*', 'pstore_dump.kmsg_dump_get_buffer:*', 'pstore_dump.write:*'],
    reason: 'whether the machine restarts does not depend on what is stored; kmsg-dumpers asks that',
  },
  {
    scenario: 'emergency-restart',
    changes: ['kmsg_dump.out:drop-unlock', 'kmsg_dump.rcu_read_lock:*', 'rcu_read_unlock.*'],
    reason: 'nobody waits for RCU readers here',
  },
];

/** Why a change to a scenario goes unnoticed; null if nobody has said. */
export function explained(scenario: string, id: string): string | null {
  const found = survivors.find((s) => s.scenario === scenario && s.changes.some((c) => matches(c, id)));
  return found?.reason ?? null;
}

export const matches = (pattern: string, id: string): boolean =>
  new RegExp(
    `^${pattern
      .split('*')
      .map((part) => part.replace(/[.\\+?^${}()|[\]]/g, '\\$&'))
      .join('.*')}$`,
  ).test(id);
