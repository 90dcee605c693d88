/* kernel/panic.c, posted 14 Jul 2026, v4 1/3 and 2/3; form: fixed */
bool panic_try_force_cpu(void)
{
                        int target = -1; /* a CPU or -1 */
                        cpumask_t online = CPU_MASK_NONE;
                        bool panics = false;
                        bool here = false;
                        int old = -1; /* a CPU or -1 */
                        bool sent = false;

                        /* set once at boot */
target:                 target = panic_force_cpu;
unset:                  if (target == -1) {
not_configured:                 return false;
                        }
at_home:                if (target == this_cpu) {
on_target:                      return false;
                        }
cpu_online:             online = cpu_online_mask;
offline:                if (!cpumask_test_cpu(target, &online)) {
target_offline:                 return false;
                        }
panics:                 panics = panic_in_progress();
in_progress:            if (panics) {
on_this:                        here = panic_on_this_cpu();
stop_unless_here:               return !here;
                        }
try_cmpxchg:            old = cmpxchg(&panic_redirect_cpu, -1, this_cpu);
lost:                   if (old != -1) {
loser:                          return old != this_cpu;
                        }
print:                  /* not modelled: formats the message and prints it; an NMI on this CPU
                         * can come here */
redirect:               sent = panic_smp_redirect_cpu(target);
failed:                 /* not modelled: the IPI is never refused here: the target is online and
                         * its csd is used once */
result:                 return sent;
}

/* kernel/panic.c, never: a fix that the posted one warns of; form: loser-stops */
bool panic_try_force_cpu(void)
{
                int target = -1; /* a CPU or -1 */
                cpumask_t online = CPU_MASK_NONE;
                bool panics = false;
                bool here = false;
                int old = -1; /* a CPU or -1 */
                bool sent = false;

                /* set once at boot */
target:         target = panic_force_cpu;
unset:          if (target == -1) {
not_configured:         return false;
                }
at_home:        if (target == this_cpu) {
on_target:              return false;
                }
cpu_online:     online = cpu_online_mask;
offline:        if (!cpumask_test_cpu(target, &online)) {
target_offline:         return false;
                }
panics:         panics = panic_in_progress();
in_progress:    if (panics) {
fall_through:           return false;
                }
try_cmpxchg:    old = cmpxchg(&panic_redirect_cpu, -1, this_cpu);
lost:           if (old != -1) {
loser:                  return true;
                }
print:          /* not modelled: formats the message and prints it; an NMI on this CPU can come
                 * here */
redirect:       sent = panic_smp_redirect_cpu(target);
failed:         /* not modelled: the IPI is never refused here: the target is online and its csd
                 * is used once */
result:         return sent;
}

/* kernel/panic.c, posted 14 Jul 2026, v4 1/3 to 3/3; form: nmi-first */
bool panic_try_force_cpu(void)
{
                        int target = -1; /* a CPU or -1 */
                        cpumask_t online = CPU_MASK_NONE;
                        bool panics = false;
                        bool here = false;
                        int old = -1; /* a CPU or -1 */
                        bool sent = false;

                        /* set once at boot */
target:                 target = panic_force_cpu;
unset:                  if (target == -1) {
not_configured:                 return false;
                        }
at_home:                if (target == this_cpu) {
on_target:                      return false;
                        }
cpu_online:             online = cpu_online_mask;
offline:                if (!cpumask_test_cpu(target, &online)) {
target_offline:                 return false;
                        }
panics:                 panics = panic_in_progress();
in_progress:            if (panics) {
on_this:                        here = panic_on_this_cpu();
stop_unless_here:               return !here;
                        }
try_cmpxchg:            old = cmpxchg(&panic_redirect_cpu, -1, this_cpu);
lost:                   if (old != -1) {
loser:                          return old != this_cpu;
                        }
print:                  /* not modelled: formats the message and prints it; an NMI on this CPU
                         * can come here */
redirect:               sent = panic_smp_redirect_cpu(target);
failed:                 /* not modelled: the IPI is never refused here: the target is online and
                         * its csd is used once */
result:                 return sent;
}

/* kernel/panic.c, v7.0 .. (2e171ab29f91); form: original */
bool panic_try_force_cpu(void)
{
                int target = -1; /* a CPU or -1 */
                cpumask_t online = CPU_MASK_NONE;
                bool panics = false;
                bool here = false;
                int old = -1; /* a CPU or -1 */
                bool sent = false;

                /* set once at boot */
target:         target = panic_force_cpu;
unset:          if (target == -1) {
not_configured:         return false;
                }
at_home:        if (target == this_cpu) {
on_target:              return false;
                }
cpu_online:     online = cpu_online_mask;
offline:        if (!cpumask_test_cpu(target, &online)) {
target_offline:         return false;
                }
panics:         panics = panic_in_progress();
in_progress:    if (panics) {
fall_through:           return false;
                }
try_cmpxchg:    old = cmpxchg(&panic_redirect_cpu, -1, this_cpu);
lost:           if (old != -1) {
loser:                  return false;
                }
print:          /* not modelled: formats the message and prints it; an NMI on this CPU can come
                 * here */
redirect:       sent = panic_smp_redirect_cpu(target);
failed:         /* not modelled: the IPI is never refused here: the target is online and its csd
                 * is used once */
result:         return sent;
}
