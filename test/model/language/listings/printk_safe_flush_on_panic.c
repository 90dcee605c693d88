/* kernel/printk/printk_safe.c, v5.12 (8a8109f303e2); form: after */
void printk_safe_flush_on_panic(void)
{
                int owner = -1; /* a CPU or -1 */
                cpumask_t stopped = CPU_MASK_NONE;

logbuf_lock:    /* not modelled: looked at in the same way; nobody holds it here */
is_locked:      owner = printk_safe_read_lock;
stuck:          if (owner != -1) {
online:                 stopped = stopped_mask;
others:                 if (!cpumask_equal(stopped | cpumask_of(this_cpu), cpu_possible_mask)) {
not_alone:                      return;
                        }
                        /* raw_spin_lock_init() */
init:                   printk_safe_read_lock = -1;
                }
flush:          __printk_safe_flush();
}

/* kernel/printk/printk_safe.c, v4.7 .. v5.11 (cf9b1106c81c); form: before */
void printk_safe_flush_on_panic(void)
{
                int owner = -1; /* a CPU or -1 */
                cpumask_t stopped = CPU_MASK_NONE;

logbuf_lock:    /* not modelled: looked at in the same way; nobody holds it here */
flush:          __printk_safe_flush();
}

/* kernel/printk/printk_safe.c, v4.19 .. v4.20; form: v4.20 */
void printk_safe_flush_on_panic(void)
{
                        int owner = -1; /* a CPU or -1 */
                        cpumask_t stopped = CPU_MASK_NONE;
                        int line = -; /* - or panic or other */

is_locked:              owner = logbuf_lock;
stuck:                  if (owner != -1) {
online:                         stopped = stopped_mask;
others:                         if (!cpumask_equal(stopped | cpumask_of(this_cpu),
                                                   cpu_possible_mask)) {
                                        /* num_online_cpus() > 1: the lock may be released yet */
not_alone:                              return;
                                }
                                /* raw_spin_lock_init() */
init:                           logbuf_lock = -1;
                        }
read_lock:              /* not modelled: serialises flushes; a question of its own (printk-locks,
                         * lock=read_lock) */
buffer:                 line = this_cpu(nmi_print_seq);
flush:                  if (line != -) {
printk_deferred:                vprintk_store(line);
clear:                          this_cpu(nmi_print_seq) = -;
                        }
}

/* kernel/printk/printk_safe.c, v5.0 .. v5.11; text of v5.10; form: v5.10 */
void printk_safe_flush_on_panic(void)
{
                        int owner = -1; /* a CPU or -1 */
                        cpumask_t stopped = CPU_MASK_NONE;
                        int line = -; /* - or panic or other */

is_locked:              owner = logbuf_lock;
stuck:                  if (owner != -1) {
online:                         stopped = stopped_mask;
others:                         if (!cpumask_equal(stopped | cpumask_of(this_cpu),
                                                   cpu_possible_mask)) {
                                        /* num_online_cpus() > 1: the lock may be released yet */
not_alone:                              return;
                                }
                                /* raw_spin_lock_init() */
init:                           logbuf_lock = -1;
                        }
read_lock:              /* not modelled: serialises flushes; a question of its own (printk-locks,
                         * lock=read_lock) */
buffer:                 line = this_cpu(nmi_print_seq);
flush:                  if (line != -) {
printk_deferred:                vprintk_store(line);
clear:                          this_cpu(nmi_print_seq) = -;
                        }
}
