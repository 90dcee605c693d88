/* kernel/printk/printk.c, v5.13 .. v6.5; text of v6.1; form: merged */
void vprintk_store(int line)
{
                int next = 0; /* 0..6 */
                int who = -1; /* a CPU or -1 */
                bool oopses = false;

                /* one step: the ring buffer is lockless: readers see a record when it is
                 * committed, all of it */
next:           {
reserve:                next = log_next;
copy:                   printk_rb[next] = line;
commit:                 log_next = next + 1;
                }
}

/* kernel/printk/printk.c, v5.13 .. v6.5; text of v6.1; form: posted */
void vprintk_store(int line)
{
                int next = 0; /* 0..6 */
                int who = -1; /* a CPU or -1 */
                bool oopses = false;

                /* one step: the ring buffer is lockless: readers see a record when it is
                 * committed, all of it */
next:           {
reserve:                next = log_next;
copy:                   printk_rb[next] = line;
commit:                 log_next = next + 1;
                }
}

/* kernel/printk/printk.c, v3.0; form: two-v3.0 */
void vprintk_store(int line)
{
                int next = 0; /* 0..2 */
                int who = -1; /* a CPU or -1 */
                bool oopses = false;

lock:           { /* one step: a spinlock that is free is taken by one instruction */
spin:                   while (logbuf_lock != -1) cpu_relax();
take:                   logbuf_lock = this_cpu;
                }
next:           { /* one step: the log belongs to the holder of logbuf_lock */
reserve:                next = log_next;
copy:                   printk_rb[next] = line;
commit:                 log_next = next + 1;
                }
unlock:         smp_store_release(&logbuf_lock, -1);
}

/* kernel/printk/printk.c, v3.1 .. v4.15; form: two-v3.1 */
void vprintk_store(int line)
{
                int next = 0; /* 0..2 */
                int who = -1; /* a CPU or -1 */
                bool oopses = false;

lock:           { /* one step: a spinlock that is free is taken by one instruction */
spin:                   while (logbuf_lock != -1) cpu_relax();
take:                   logbuf_lock = this_cpu;
                }
next:           { /* one step: the log belongs to the holder of logbuf_lock */
reserve:                next = log_next;
copy:                   printk_rb[next] = line;
commit:                 log_next = next + 1;
                }
unlock:         smp_store_release(&logbuf_lock, -1);
}

/* kernel/printk/printk.c, v4.16 .. v5.12; form: two-v4.16 */
void vprintk_store(int line)
{
                int next = 0; /* 0..2 */
                int who = -1; /* a CPU or -1 */
                bool oopses = false;

lock:           { /* one step: a spinlock that is free is taken by one instruction */
spin:                   while (logbuf_lock != -1) cpu_relax();
take:                   logbuf_lock = this_cpu;
                }
next:           { /* one step: the log belongs to the holder of logbuf_lock */
reserve:                next = log_next;
copy:                   printk_rb[next] = line;
commit:                 log_next = next + 1;
                }
unlock:         smp_store_release(&logbuf_lock, -1);
}

/* kernel/printk/printk.c, v5.18 .. ; text of v6.1; form: two-v6.1 */
void vprintk_store(int line)
{
                int next = 0; /* 0..2 */
                int who = -1; /* a CPU or -1 */
                bool oopses = false;

                /* one step: the ring buffer is lockless: readers see a record when it is
                 * committed, all of it */
next:           {
reserve:                next = log_next;
copy:                   printk_rb[next] = line;
commit:                 log_next = next + 1;
                }
}

/* kernel/printk/printk.c, v4.19 .. v4.20; form: v4.20 */
void vprintk_store(int line)
{
                int next = 0; /* 0..4 */
                int who = -1; /* a CPU or -1 */
                bool oopses = false;

lock:           { /* one step: a spinlock that is free is taken by one instruction */
spin:                   while (logbuf_lock != -1) cpu_relax();
take:                   logbuf_lock = this_cpu;
                }
next:           { /* one step: the log belongs to the holder of logbuf_lock */
reserve:                next = log_next;
copy:                   printk_rb[next] = line;
commit:                 log_next = next + 1;
                }
unlock:         smp_store_release(&logbuf_lock, -1);
}

/* kernel/printk/printk.c, v4.4 .. v4.6; text of v4.6; form: v4.6 */
void vprintk_store(int line)
{
                int next = 0; /* 0..4 */
                int who = -1; /* a CPU or -1 */
                bool oopses = false;

recursion:      who = logbuf_cpu;
mine:           if (who == this_cpu) {
oops:                   oopses = oops_in_progress;
recursion_bug:          if (!oopses) {
drop:                           return;
                        }
zap:                    zap_locks();
                }
lock:           { /* one step: a spinlock that is free is taken by one instruction */
spin:                   while (logbuf_lock != -1) cpu_relax();
take:                   logbuf_lock = this_cpu;
                }
logbuf_cpu:     logbuf_cpu = this_cpu;
next:           { /* one step: the log belongs to the holder of logbuf_lock */
reserve:                next = log_next;
copy:                   printk_rb[next] = line;
commit:                 log_next = next + 1;
                }
nobody:         logbuf_cpu = -1;
unlock:         smp_store_release(&logbuf_lock, -1);
}

/* kernel/printk/printk.c, v5.0 .. v5.11; text of v5.10; form: v5.10 */
void vprintk_store(int line)
{
                int next = 0; /* 0..4 */
                int who = -1; /* a CPU or -1 */
                bool oopses = false;

lock:           { /* one step: a spinlock that is free is taken by one instruction */
spin:                   while (logbuf_lock != -1) cpu_relax();
take:                   logbuf_lock = this_cpu;
                }
next:           { /* one step: the log belongs to the holder of logbuf_lock */
reserve:                next = log_next;
copy:                   printk_rb[next] = line;
commit:                 log_next = next + 1;
                }
unlock:         smp_store_release(&logbuf_lock, -1);
}

/* kernel/printk/printk.c, v5.13 .. v5.17; text of v5.17; form: v5.17 */
void vprintk_store(int line)
{
                int next = 0; /* 0..4 */
                int who = -1; /* a CPU or -1 */
                bool oopses = false;

                /* one step: the ring buffer is lockless: readers see a record when it is
                 * committed, all of it */
next:           {
reserve:                next = log_next;
copy:                   printk_rb[next] = line;
commit:                 log_next = next + 1;
                }
}

/* kernel/printk/printk.c, v5.18 .. v6.5; text of v6.1; form: v6.1 */
void vprintk_store(int line)
{
                int next = 0; /* 0..4 */
                int who = -1; /* a CPU or -1 */
                bool oopses = false;

                /* one step: the ring buffer is lockless: readers see a record when it is
                 * committed, all of it */
next:           {
reserve:                next = log_next;
copy:                   printk_rb[next] = line;
commit:                 log_next = next + 1;
                }
}

/* kernel/printk/printk.c, v6.6 .. v6.9; form: v6.6 */
void vprintk_store(int line)
{
                int next = 0; /* 0..4 */
                int who = -1; /* a CPU or -1 */
                bool oopses = false;

                /* one step: the ring buffer is lockless: readers see a record when it is
                 * committed, all of it */
next:           {
reserve:                next = log_next;
copy:                   printk_rb[next] = line;
commit:                 log_next = next + 1;
                }
}
