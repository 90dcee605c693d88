/* arch/x86/kernel/smp.c, v2.6.25 .. v3.6; form: irq */
void native_stop_other_cpus(void)
{
                        int old = -1; /* a CPU or -1 */
                        cpumask_t others = CPU_MASK_NONE;

online:                 others = cpu_online_mask & ~cpumask_of(this_cpu);
some:                   if (!cpumask_empty(&others)) {
send_IPI_allbutself:            apic_send_IPI_mask(&others, REBOOT_VECTOR);
                                /* a second, at most */
                                /* bounded: may give up */
wait:                           while (!cpumask_empty(cpu_online_mask &
                                                      ~cpumask_of(this_cpu))) cpu_relax();
                        }
disable_local_APIC:     /* not modelled: the machine goes on without timer interrupts here, which
                         * only removes runs */
}

/* arch/x86/kernel/smp.c, v2.6.30 .. v3.1; form: irq-expires */
void native_stop_other_cpus(void)
{
                int old = -1; /* a CPU or -1 */
                cpumask_t mask = CPU_MASK_NONE;

anybody:        if (!cpumask_empty(cpu_online_mask & ~cpumask_of(this_cpu))) {
reboot_vector:          apic_send_IPI_mask(cpu_online_mask & ~cpumask_of(this_cpu), REBOOT_VECTOR);
                        /* bounded: may give up */
wait_1s:                while (!cpumask_empty(cpu_online_mask & ~cpumask_of(this_cpu))) cpu_relax();
                }
apic:           /* not modelled: the local APIC of this CPU is its own */
}

/* arch/x86/kernel/smp.c, v3.7 .. v6.4; form: irq-nmi */
void native_stop_other_cpus(void)
{
                        int old = -1; /* a CPU or -1 */
                        cpumask_t others = CPU_MASK_NONE;

online:                 others = cpu_online_mask & ~cpumask_of(this_cpu);
some:                   if (!cpumask_empty(&others)) {
send_IPI_allbutself:            apic_send_IPI_mask(&others, REBOOT_VECTOR);
                                /* a second, at most */
                                /* bounded: may give up */
wait:                           while (!cpumask_empty(cpu_online_mask &
                                                      ~cpumask_of(this_cpu))) cpu_relax();
                        }
left:                   others = cpu_online_mask & ~cpumask_of(this_cpu);
by_nmi:                 if (!cpumask_empty(&others)) {
send_IPI:                       apic_send_IPI_mask(&others, stop_nmi);
                                /* 10 ms, at most */
                                /* bounded: may give up */
wait_again:                     while (!cpumask_empty(cpu_online_mask &
                                                      ~cpumask_of(this_cpu))) cpu_relax();
                        }
disable_local_APIC:     /* not modelled: the machine goes on without timer interrupts here, which
                         * only removes runs */
}

/* arch/x86/kernel/smp.c, v3.7 .. v6.4; form: irq-nmi-expires */
void native_stop_other_cpus(void)
{
                int old = -1; /* a CPU or -1 */
                cpumask_t mask = CPU_MASK_NONE;

claim:          old = cmpxchg(&stopping_cpu, -1, this_cpu);
beaten:         if (old != -1) {
out:                    return;
                }
anybody:        if (!cpumask_empty(cpu_online_mask & ~cpumask_of(this_cpu))) {
reboot_vector:          apic_send_IPI_mask(cpu_online_mask & ~cpumask_of(this_cpu), REBOOT_VECTOR);
                        /* bounded: may give up */
wait_1s:                while (!cpumask_empty(cpu_online_mask & ~cpumask_of(this_cpu))) cpu_relax();
                }
still:          if (!cpumask_empty(cpu_online_mask & ~cpumask_of(this_cpu))) {
handler:                register_nmi_handler();
nmi:                    apic_send_IPI_mask(cpu_online_mask & ~cpumask_of(this_cpu), NMI);
                        /* bounded: may give up */
wait_10ms:              while (!cpumask_empty(cpu_online_mask & ~cpumask_of(this_cpu))) cpu_relax();
                }
apic:           /* not modelled: the local APIC of this CPU is its own */
}

/* arch/x86/kernel/smp.c, v3.7 .. v6.4; form: irq-nmi-expires-wait */
void native_stop_other_cpus(void)
{
                int old = -1; /* a CPU or -1 */
                cpumask_t mask = CPU_MASK_NONE;

claim:          old = cmpxchg(&stopping_cpu, -1, this_cpu);
beaten:         if (old != -1) {
out:                    return;
                }
anybody:        if (!cpumask_empty(cpu_online_mask & ~cpumask_of(this_cpu))) {
reboot_vector:          apic_send_IPI_mask(cpu_online_mask & ~cpumask_of(this_cpu), REBOOT_VECTOR);
                        /* bounded: may give up */
wait_1s:                while (!cpumask_empty(cpu_online_mask & ~cpumask_of(this_cpu))) cpu_relax();
                }
still:          if (!cpumask_empty(cpu_online_mask & ~cpumask_of(this_cpu))) {
handler:                register_nmi_handler();
nmi:                    apic_send_IPI_mask(cpu_online_mask & ~cpumask_of(this_cpu), NMI);
wait_10ms:              while (!cpumask_empty(cpu_online_mask & ~cpumask_of(this_cpu))) cpu_relax();
                }
apic:           /* not modelled: the local APIC of this CPU is its own */
}

/* arch/x86/kernel/smp.c, v3.7 .. v6.4; form: irq-nmi-expires-wait-kick */
void native_stop_other_cpus(void)
{
                        int old = -1; /* a CPU or -1 */
                        cpumask_t mask = CPU_MASK_NONE;

claim:                  old = cmpxchg(&stopping_cpu, -1, this_cpu);
beaten:                 if (old != -1) {
out:                            return;
                        }
kexec_in_progress:      smp_kick_mwait_play_dead();
anybody:                if (!cpumask_empty(cpu_online_mask & ~cpumask_of(this_cpu))) {
reboot_vector:                  apic_send_IPI_mask(cpu_online_mask & ~cpumask_of(this_cpu),
                                                   REBOOT_VECTOR);
                                /* bounded: may give up */
wait_1s:                        while (!cpumask_empty(cpu_online_mask &
                                                      ~cpumask_of(this_cpu))) cpu_relax();
                        }
still:                  if (!cpumask_empty(cpu_online_mask & ~cpumask_of(this_cpu))) {
handler:                        register_nmi_handler();
nmi:                            apic_send_IPI_mask(cpu_online_mask & ~cpumask_of(this_cpu), NMI);
wait_10ms:                      while (!cpumask_empty(cpu_online_mask &
                                                      ~cpumask_of(this_cpu))) cpu_relax();
                        }
apic:                   /* not modelled: the local APIC of this CPU is its own */
}

/* arch/x86/kernel/smp.c, v3.7 .. v6.4; form: irq-nmi-never-wait */
void native_stop_other_cpus(void)
{
                int old = -1; /* a CPU or -1 */
                cpumask_t mask = CPU_MASK_NONE;

claim:          old = cmpxchg(&stopping_cpu, -1, this_cpu);
beaten:         if (old != -1) {
out:                    return;
                }
anybody:        if (!cpumask_empty(cpu_online_mask & ~cpumask_of(this_cpu))) {
reboot_vector:          apic_send_IPI_mask(cpu_online_mask & ~cpumask_of(this_cpu), REBOOT_VECTOR);
wait_1s:                while (!cpumask_empty(cpu_online_mask & ~cpumask_of(this_cpu))) cpu_relax();
                }
still:          if (!cpumask_empty(cpu_online_mask & ~cpumask_of(this_cpu))) {
handler:                register_nmi_handler();
nmi:                    apic_send_IPI_mask(cpu_online_mask & ~cpumask_of(this_cpu), NMI);
wait_10ms:              while (!cpumask_empty(cpu_online_mask & ~cpumask_of(this_cpu))) cpu_relax();
                }
apic:           /* not modelled: the local APIC of this CPU is its own */
}

/* arch/x86/kernel/smp.c, v3.7 .. v6.4; form: irq-nmi-never-wait-kick */
void native_stop_other_cpus(void)
{
                        int old = -1; /* a CPU or -1 */
                        cpumask_t mask = CPU_MASK_NONE;

claim:                  old = cmpxchg(&stopping_cpu, -1, this_cpu);
beaten:                 if (old != -1) {
out:                            return;
                        }
kexec_in_progress:      smp_kick_mwait_play_dead();
anybody:                if (!cpumask_empty(cpu_online_mask & ~cpumask_of(this_cpu))) {
reboot_vector:                  apic_send_IPI_mask(cpu_online_mask & ~cpumask_of(this_cpu),
                                                   REBOOT_VECTOR);
wait_1s:                        while (!cpumask_empty(cpu_online_mask &
                                                      ~cpumask_of(this_cpu))) cpu_relax();
                        }
still:                  if (!cpumask_empty(cpu_online_mask & ~cpumask_of(this_cpu))) {
handler:                        register_nmi_handler();
nmi:                            apic_send_IPI_mask(cpu_online_mask & ~cpumask_of(this_cpu), NMI);
wait_10ms:                      while (!cpumask_empty(cpu_online_mask &
                                                      ~cpumask_of(this_cpu))) cpu_relax();
                        }
apic:                   /* not modelled: the local APIC of this CPU is its own */
}

/* arch/x86/kernel/smp.c, v6.5 .. (and 6.1.y); text of v6.1.192 (1f5e7eb7868e); form:
 * irq-nmi-once */
void native_stop_other_cpus(void)
{
                        int old = -1; /* a CPU or -1 */
                        cpumask_t others = CPU_MASK_NONE;

claim:                  old = cmpxchg(&stopping_cpu, -1, this_cpu);
not_first:              if (old != -1) {
somebody_stops:                 return;
                        }
online:                 others = cpu_online_mask & ~cpumask_of(this_cpu);
some:                   if (!cpumask_empty(&others)) {
send_IPI_allbutself:            apic_send_IPI_mask(&others, REBOOT_VECTOR);
                                /* a second, at most */
                                /* bounded: may give up */
wait:                           while (!cpumask_empty(cpu_online_mask &
                                                      ~cpumask_of(this_cpu))) cpu_relax();
                        }
left:                   others = cpu_online_mask & ~cpumask_of(this_cpu);
by_nmi:                 if (!cpumask_empty(&others)) {
send_IPI:                       apic_send_IPI_mask(&others, stop_nmi);
                                /* 10 ms, at most */
                                /* bounded: may give up */
wait_again:                     while (!cpumask_empty(cpu_online_mask &
                                                      ~cpumask_of(this_cpu))) cpu_relax();
                        }
disable_local_APIC:     /* not modelled: the machine goes on without timer interrupts here, which
                         * only removes runs */
}

/* arch/x86/kernel/smp.c, v6.5 .. (and late v6.1.y) (1f5e7eb7868e); form: stop-mask-expires */
void native_stop_other_cpus(void)
{
                int old = -1; /* a CPU or -1 */
                cpumask_t mask = CPU_MASK_NONE;

claim:          old = cmpxchg(&stopping_cpu, -1, this_cpu);
beaten:         if (old != -1) {
out:                    return;
                }
cpumask_copy:   mask = cpu_online_mask;
                /* nobody else looks at the mask before the first request is sent */
all_but_self:   cpus_stop_mask = mask & ~cpumask_of(this_cpu);
anybody:        if (!cpumask_empty(&cpus_stop_mask)) {
reboot_vector:          apic_send_IPI_mask(cpu_online_mask & ~cpumask_of(this_cpu), REBOOT_VECTOR);
                        /* bounded: may give up */
wait_1s:                while (!cpumask_empty(&cpus_stop_mask)) cpu_relax();
                }
still:          if (!cpumask_empty(&cpus_stop_mask)) {
handler:                register_nmi_handler();
nmi:                    apic_send_IPI_mask(&cpus_stop_mask, NMI);
                        /* bounded: may give up */
wait_10ms:              while (!cpumask_empty(&cpus_stop_mask)) cpu_relax();
                }
apic:           /* not modelled: the local APIC of this CPU is its own */
forget:         cpus_stop_mask = CPU_MASK_NONE;
}

/* arch/x86/kernel/smp.c, v6.5 .. (and late v6.1.y) (1f5e7eb7868e); form: stop-mask-expires-wait */
void native_stop_other_cpus(void)
{
                int old = -1; /* a CPU or -1 */
                cpumask_t mask = CPU_MASK_NONE;

claim:          old = cmpxchg(&stopping_cpu, -1, this_cpu);
beaten:         if (old != -1) {
out:                    return;
                }
cpumask_copy:   mask = cpu_online_mask;
                /* nobody else looks at the mask before the first request is sent */
all_but_self:   cpus_stop_mask = mask & ~cpumask_of(this_cpu);
anybody:        if (!cpumask_empty(&cpus_stop_mask)) {
reboot_vector:          apic_send_IPI_mask(cpu_online_mask & ~cpumask_of(this_cpu), REBOOT_VECTOR);
                        /* bounded: may give up */
wait_1s:                while (!cpumask_empty(&cpus_stop_mask)) cpu_relax();
                }
still:          if (!cpumask_empty(&cpus_stop_mask)) {
handler:                register_nmi_handler();
nmi:                    apic_send_IPI_mask(&cpus_stop_mask, NMI);
wait_10ms:              while (!cpumask_empty(&cpus_stop_mask)) cpu_relax();
                }
apic:           /* not modelled: the local APIC of this CPU is its own */
forget:         cpus_stop_mask = CPU_MASK_NONE;
}

/* arch/x86/kernel/smp.c, v6.5 .. (and late v6.1.y) (1f5e7eb7868e); form:
 * stop-mask-expires-wait-kick */
void native_stop_other_cpus(void)
{
                        int old = -1; /* a CPU or -1 */
                        cpumask_t mask = CPU_MASK_NONE;

claim:                  old = cmpxchg(&stopping_cpu, -1, this_cpu);
beaten:                 if (old != -1) {
out:                            return;
                        }
kexec_in_progress:      smp_kick_mwait_play_dead();
cpumask_copy:           mask = cpu_online_mask;
                        /* nobody else looks at the mask before the first request is sent */
all_but_self:           cpus_stop_mask = mask & ~cpumask_of(this_cpu);
anybody:                if (!cpumask_empty(&cpus_stop_mask)) {
reboot_vector:                  apic_send_IPI_mask(cpu_online_mask & ~cpumask_of(this_cpu),
                                                   REBOOT_VECTOR);
                                /* bounded: may give up */
wait_1s:                        while (!cpumask_empty(&cpus_stop_mask)) cpu_relax();
                        }
still:                  if (!cpumask_empty(&cpus_stop_mask)) {
handler:                        register_nmi_handler();
nmi:                            apic_send_IPI_mask(&cpus_stop_mask, NMI);
wait_10ms:                      while (!cpumask_empty(&cpus_stop_mask)) cpu_relax();
                        }
apic:                   /* not modelled: the local APIC of this CPU is its own */
forget:                 cpus_stop_mask = CPU_MASK_NONE;
}

/* arch/x86/kernel/smp.c, v6.5 .. (and late v6.1.y) (1f5e7eb7868e); form: stop-mask-never-wait */
void native_stop_other_cpus(void)
{
                int old = -1; /* a CPU or -1 */
                cpumask_t mask = CPU_MASK_NONE;

claim:          old = cmpxchg(&stopping_cpu, -1, this_cpu);
beaten:         if (old != -1) {
out:                    return;
                }
cpumask_copy:   mask = cpu_online_mask;
                /* nobody else looks at the mask before the first request is sent */
all_but_self:   cpus_stop_mask = mask & ~cpumask_of(this_cpu);
anybody:        if (!cpumask_empty(&cpus_stop_mask)) {
reboot_vector:          apic_send_IPI_mask(cpu_online_mask & ~cpumask_of(this_cpu), REBOOT_VECTOR);
wait_1s:                while (!cpumask_empty(&cpus_stop_mask)) cpu_relax();
                }
still:          if (!cpumask_empty(&cpus_stop_mask)) {
handler:                register_nmi_handler();
nmi:                    apic_send_IPI_mask(&cpus_stop_mask, NMI);
wait_10ms:              while (!cpumask_empty(&cpus_stop_mask)) cpu_relax();
                }
apic:           /* not modelled: the local APIC of this CPU is its own */
forget:         cpus_stop_mask = CPU_MASK_NONE;
}

/* arch/x86/kernel/smp.c, v6.5 .. (and late v6.1.y) (1f5e7eb7868e); form:
 * stop-mask-never-wait-kick */
void native_stop_other_cpus(void)
{
                        int old = -1; /* a CPU or -1 */
                        cpumask_t mask = CPU_MASK_NONE;

claim:                  old = cmpxchg(&stopping_cpu, -1, this_cpu);
beaten:                 if (old != -1) {
out:                            return;
                        }
kexec_in_progress:      smp_kick_mwait_play_dead();
cpumask_copy:           mask = cpu_online_mask;
                        /* nobody else looks at the mask before the first request is sent */
all_but_self:           cpus_stop_mask = mask & ~cpumask_of(this_cpu);
anybody:                if (!cpumask_empty(&cpus_stop_mask)) {
reboot_vector:                  apic_send_IPI_mask(cpu_online_mask & ~cpumask_of(this_cpu),
                                                   REBOOT_VECTOR);
wait_1s:                        while (!cpumask_empty(&cpus_stop_mask)) cpu_relax();
                        }
still:                  if (!cpumask_empty(&cpus_stop_mask)) {
handler:                        register_nmi_handler();
nmi:                            apic_send_IPI_mask(&cpus_stop_mask, NMI);
wait_10ms:                      while (!cpumask_empty(&cpus_stop_mask)) cpu_relax();
                        }
apic:                   /* not modelled: the local APIC of this CPU is its own */
forget:                 cpus_stop_mask = CPU_MASK_NONE;
}
