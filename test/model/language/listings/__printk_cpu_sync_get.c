/* kernel/printk/printk.c, v5.14 .. ; text of v6.1 */
int __printk_cpu_sync_get(void)
{
                        int old = -1; /* a CPU or -1 */

retry:                  for (;;) {
cmpxchg:                        old = cmpxchg_acquire(&printk_cpu_sync_owner, -1, this_cpu);
got:                            if (old == -1) {
first:                                  return old;
                                }
nested:                         if (old == this_cpu) {
again:                                  return old;
                                }
__printk_cpu_sync_wait:         while (printk_cpu_sync_owner != -1) cpu_relax();
                        }
}
