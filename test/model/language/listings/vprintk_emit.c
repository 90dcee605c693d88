/* kernel/printk/printk.c, v2.6 .. v5.12 */
void vprintk_emit(void)
{
                bool flags = false;

irqsave:        local_irq_save(flags);
logbuf_lock:    { /* one step: a spinlock that is free is taken by one instruction */
spin:                   while (logbuf_lock != -1) cpu_relax();
take:                   logbuf_lock = this_cpu;
                }
log_store:      /* not modelled: the text of the record */
logbuf_unlock:  smp_store_release(&logbuf_lock, -1);
irqrestore:     local_irq_restore(flags);
}

/* kernel/printk/printk.c, .. v5.17 (13fb0f74d702); form: flood-goes-on-keeps-pace */
void vprintk_emit(void)
{
        bool silent = false;
        int owner = -1; /* a CPU or -1 */
        int full = 0; /* 0..2 */

        /* one step: as fast as the console prints and no faster: nothing where there is no room */
store:  {
look:           full = unprinted;
room:           if (full < 2) {
append:                 atomic_inc(&unprinted);
                }
        }
}

/* kernel/printk/printk.c, .. v5.17 (13fb0f74d702); form: flood-goes-on-laps */
void vprintk_emit(void)
{
        bool silent = false;
        int owner = -1; /* a CPU or -1 */
        int full = 0; /* 0..2 */

store:  { /* one step: more records than there is room for, while the console prints one */
full:           unprinted = 2;
lost:           overwritten = true;
        }
}

/* kernel/printk/printk.c, v5.18 .. (13fb0f74d702); form: flood-suppresses-keeps-pace */
void vprintk_emit(void)
{
                bool silent = false;
                int owner = -1; /* a CPU or -1 */
                int full = 0; /* 0..2 */

look:           silent = READ_ONCE(suppress_panic_printk);
owner:          owner = panic_cpu;
silenced:       if (silent && owner != -1) {
drop:                   return;
                }
                /* one step: as fast as the console prints and no faster: nothing where there is
                 * no room */
store:          {
look:                   full = unprinted;
room:                   if (full < 2) {
append:                         atomic_inc(&unprinted);
                        }
                }
}

/* kernel/printk/printk.c, v5.18 .. (13fb0f74d702); form: flood-suppresses-laps */
void vprintk_emit(void)
{
                bool silent = false;
                int owner = -1; /* a CPU or -1 */
                int full = 0; /* 0..2 */

look:           silent = READ_ONCE(suppress_panic_printk);
owner:          owner = panic_cpu;
silenced:       if (silent && owner != -1) {
drop:                   return;
                }
store:          { /* one step: more records than there is room for, while the console prints one */
full:                   unprinted = 2;
lost:                   overwritten = true;
                }
}

/* kernel/printk/printk.c, v4.12 .. v5.12; form: logbuf */
void vprintk_emit(void)
{
lock:   { /* one step: a spinlock that is free is taken by one instruction */
spin:           while (logbuf_lock != -1) cpu_relax();
take:           logbuf_lock = this_cpu;
        }
unlock: smp_store_release(&logbuf_lock, -1);
}

/* kernel/printk/printk.c, v6.9 .. v6.10 (779dbc2e78d7); form: silent */
void vprintk_emit(void)
{
                        int who = -1; /* a CPU or -1 */
                        bool allowed = false;

other_cpu_in_panic:     who = READ_ONCE(panic_cpu);
other:                  if (who != -1 && who != this_cpu) {
drop:                           return;
                        }
vprintk_store:          cpumask_set_cpu(this_cpu, &log_has);
}

/* kernel/printk/printk.c, v6.11 .. (bcc954c6caba); form: window */
void vprintk_emit(void)
{
                        int who = -1; /* a CPU or -1 */
                        bool allowed = false;

other_cpu_in_panic:     who = READ_ONCE(panic_cpu);
other:                  if (who != -1 && who != this_cpu) {
allowed:                        allowed = panic_triggering_all_cpu_backtrace;
not_now:                        if (!allowed) {
drop:                                   return;
                                }
                        }
vprintk_store:          cpumask_set_cpu(this_cpu, &log_has);
}
