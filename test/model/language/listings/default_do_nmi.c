/* where nmi=unknown|late|none */
/* arch/x86/kernel/nmi.c, v4.5 .. v6.17; text of v6.1 (58c5661f2144); form: polls */
void default_do_nmi(void)
{
                bool handled = false;

back_to_back:   /* not modelled: swallow_nmi and b2b decide only whether an unknown NMI is
                 * reported */
nmi_local:      handled = nmi_handle();
was_local:      if (handled) {
out_local:              return;
                }
reason_lock:    for (;;) {
round:                  switch (nondet()) {
                        case free: /* raw_spin_trylock(&nmi_reason_lock) succeeds */
                                /* one step: a spinlock that is free is taken by one instruction */
take:                           {
spin:                                   while (nmi_reason_lock != -1) cpu_relax();
take:                                   nmi_reason_lock = this_cpu;
                                }
got:                            break; /* out of 'reason_lock' */
                        case crash_ipi:
                                /* it failed, and the crash IPI was sent:
                                 * run_crash_ipi_callback(); taken only when 'issued' need not
                                 * wait */
issued:                         while (!READ_ONCE(crash_ipi_issued)) cpu_relax();
callback:                       crash_nmi_callback();
                                break;
                        }
                }
unlock:         smp_store_release(&nmi_reason_lock, -1);
unknown:        unknown_nmi_error();
}

/* where text=poll|early-kick, nmi=serr, task=none|panic|panic-all, scenario=nmi-broadcast */
/* arch/x86/kernel/nmi.c, v4.5 .. v6.17; text of v6.1 (58c5661f2144); form: polls */
void default_do_nmi(void)
{
                bool handled = false;

back_to_back:   /* not modelled: swallow_nmi and b2b decide only whether an unknown NMI is
                 * reported */
nmi_local:      handled = nmi_handle();
was_local:      if (handled) {
out_local:              return;
                }
reason_lock:    for (;;) {
round:                  switch (nondet()) {
                        case free: /* raw_spin_trylock(&nmi_reason_lock) succeeds */
                                /* one step: a spinlock that is free is taken by one instruction */
take:                           {
spin:                                   while (nmi_reason_lock != -1) cpu_relax();
take:                                   nmi_reason_lock = this_cpu;
                                }
got:                            break; /* out of 'reason_lock' */
                        case crash_ipi:
                                /* it failed, and the crash IPI was sent:
                                 * run_crash_ipi_callback(); taken only when 'issued' need not
                                 * wait */
issued:                         while (!READ_ONCE(crash_ipi_issued)) cpu_relax();
callback:                       crash_nmi_callback();
                                break;
                        }
                }
serr:           pci_serr_error();
unlock:         smp_store_release(&nmi_reason_lock, -1);
}

/* where nmi=serr */
/* arch/x86/kernel/nmi.c, v3.3 .. v4.4, around the panic_cpu of v4.5 (before 58c5661f2144); form:
 * spins */
void default_do_nmi(void)
{
                bool handled = false;

back_to_back:   /* not modelled: swallow_nmi and b2b decide only whether an unknown NMI is
                 * reported */
nmi_local:      handled = nmi_handle();
was_local:      if (handled) {
out_local:              return;
                }
reason_lock:    { /* one step: a spinlock that is free is taken by one instruction */
spin:                   while (nmi_reason_lock != -1) cpu_relax();
take:                   nmi_reason_lock = this_cpu;
                }
serr:           pci_serr_error();
unlock:         smp_store_release(&nmi_reason_lock, -1);
}

/* where nmi=unknown|none */
/* arch/x86/kernel/nmi.c, v3.3 .. v4.4, around the panic_cpu of v4.5 (before 58c5661f2144); form:
 * spins */
void default_do_nmi(void)
{
                bool handled = false;

back_to_back:   /* not modelled: swallow_nmi and b2b decide only whether an unknown NMI is
                 * reported */
nmi_local:      handled = nmi_handle();
was_local:      if (handled) {
out_local:              return;
                }
reason_lock:    { /* one step: a spinlock that is free is taken by one instruction */
spin:                   while (nmi_reason_lock != -1) cpu_relax();
take:                   nmi_reason_lock = this_cpu;
                }
unlock:         smp_store_release(&nmi_reason_lock, -1);
unknown:        unknown_nmi_error();
}
