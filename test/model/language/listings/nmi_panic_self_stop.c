/* arch/x86/kernel/reboot.c, v4.5 .. v6.17; text of v6.1 (1717f2096b54) */
void nmi_panic_self_stop(void)
{
cpu_relax:      for (;;) cpu_relax(); /* until another CPU ends the run */
}

/* arch/x86/kernel/reboot.c, v4.5 .. v6.17; text of v6.1 (58c5661f2144); form: polls */
void nmi_panic_self_stop(void)
{
run_crash_ipi_callback: while (!READ_ONCE(crash_ipi_issued)) cpu_relax();
callback:               crash_nmi_callback();
                        /* only on the crashing CPU, for which the callback does nothing */
cpu_relax:              for (;;) cpu_relax(); /* until another CPU ends the run */
}

/* arch/x86/kernel/reboot.c, v3.3 .. v4.4, around the panic_cpu of v4.5 (before 58c5661f2144);
 * form: spins */
void nmi_panic_self_stop(void)
{
cpu_relax:      for (;;) cpu_relax(); /* until another CPU ends the run */
}
