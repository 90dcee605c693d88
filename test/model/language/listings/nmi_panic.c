/* kernel/panic.c, v4.5 .. v6.17; text of v6.1 (1717f2096b54) */
void nmi_panic(void)
{
                int old = -1; /* a CPU or -1 */

claim:          old = cmpxchg(&panic_cpu, -1, this_cpu);
first:          if (old == -1) {
enter:                  panic();
                }
elsewhere:      if (old != -1 && old != this_cpu) {
stop:                   nmi_panic_self_stop();
                }
}
