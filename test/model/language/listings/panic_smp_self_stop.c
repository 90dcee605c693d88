/* kernel/panic.c, v4.5 .. v6.17; text of v6.1 (1717f2096b54) */
void panic_smp_self_stop(void)
{
cpu_relax:      for (;;) cpu_relax(); /* until another CPU ends the run */
}
