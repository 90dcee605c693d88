/* kernel/kexec_core.c, v4.5 .. v6.17; text of v6.1 (7bbee5ca3896) */
void crash_kexec(void)
{
        int old = -1; /* a CPU or -1 */

claim:  old = cmpxchg(&panic_cpu, -1, this_cpu);
first:  if (old == -1) {
crash:          __crash_kexec();
reset:          panic_cpu = -1;
        }
}

/* kernel/kexec.c, v2.6.33 .. v3.2 (0f4bd46ec252); form: v2.6.33 */
void crash_kexec(void)
{
                        bool got = false;
                        enum { NULL, old, new } target = NULL;

mutex_trylock:          got = mutex_trylock();
locked:                 if (got) {
image:                          target = kexec_crash_image;
loaded:                         if (target != NULL) {
kmsg_dump:                              kmsg_dump(KEXEC);
crash_setup_regs:                       /* not modelled: registers and vmcoreinfo go to memory of
                                         * their own */
irqs_off:                               local_irq_disable();
machine_crash_shutdown:                 /* not modelled: the jump ends everything here */
machine_kexec:                          /* machine ends: capture_kernel */
                                }
mutex_unlock:                   mutex_unlock();
                        }
}

/* kernel/kexec.c, v2.6.13 .. v4.4; form: v2.6.38 */
void crash_kexec(void)
{
        /* the body became __crash_kexec() in v4.5; no gate */
body:   __crash_kexec();
}

/* kernel/kexec_core.c, v6.18 ..; form: v6.18 */
void crash_kexec(void)
{
                bool won = false;

try_start:      won = panic_try_start();
first:          if (won) {
crash:                  __crash_kexec();
reset:                  panic_reset();
                }
}
