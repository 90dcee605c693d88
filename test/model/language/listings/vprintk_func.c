/* kernel/printk/printk_safe.c, v4.19 .. v5.12 (03fc7f9c99c1); form: after */
void vprintk_func(void)
{
                bool direct = false;
                int old = -1; /* a CPU or -1 */

trylock:        old = cmpxchg_acquire(&logbuf_lock, -1, this_cpu);
taken:          if (old != -1) {
                        /* into the buffer of this CPU */
vprintk_nmi:            return;
                }
unlock:         smp_store_release(&logbuf_lock, -1);
}

/* kernel/printk/printk_safe.c, v4.12 .. v4.18 (719f6a7040f1); form: before */
void vprintk_func(void)
{
                bool direct = false;
                int old = -1; /* a CPU or -1 */

direct:         direct = this_cpu(nmi_direct);
buffered:       if (!direct) {
                        /* into the buffer of this CPU */
vprintk_nmi:            return;
                }
lock:           { /* one step: a spinlock that is free is taken by one instruction */
spin:                   while (logbuf_lock != -1) cpu_relax();
take:                   logbuf_lock = this_cpu;
                }
unlock:         smp_store_release(&logbuf_lock, -1);
}
