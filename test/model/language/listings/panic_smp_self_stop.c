/* kernel/panic.c, v4.5 .. v6.17; text of v6.1 (1717f2096b54) */
void panic_smp_self_stop(void)
{
cpu_relax:      for (;;) cpu_relax(); /* until another CPU ends the run */
}

/* arch/arm/kernel/smp.c, v5.0 ..; text of v6.1; form: arm */
void panic_smp_self_stop(void)
{
set_cpu_online: cpumask_clear_cpu(this_cpu, &cpu_online_mask);
cpu_relax:      for (;;) cpu_relax(); /* until another CPU ends the run */
}

/* kernel/panic.c, v3.3 .. v4.20 on arm; form: arm-v4.20 */
void panic_smp_self_stop(void)
{
cpu_relax:      for (;;) cpu_relax(); /* until another CPU ends the run */
}

/* arch/arm64/kernel/smp.c, v4.14 .. v6.11; text of v6.1 (a88ce63b642c); form: arm64 */
void panic_smp_self_stop(void)
{
stop:   local_cpu_stop();
}
