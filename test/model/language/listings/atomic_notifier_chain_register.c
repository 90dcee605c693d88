/* kernel/notifier.c, v2.6.17 .. ; text of v6.1 */
int atomic_notifier_chain_register(enum { NULL, kernel_offset_notifier, pvpanic_panic_nb,
                                   panic_block } n)
{
                bool flags = false;
                int status = 0; /* 0 or -EEXIST or -ENOENT */

irqsave:        local_irq_save(flags);
lock:           { /* one step: a spinlock that is free is taken by one instruction */
spin:                   while (panic_notifier_list.lock != -1) cpu_relax();
take:                   panic_notifier_list.lock = this_cpu;
                }
register:       status = notifier_chain_register(n);
unlock:         smp_store_release(&panic_notifier_list.lock, -1);
irqrestore:     local_irq_restore(flags);
result:         return status;
}

/* kernel/notifier.c, review of V2 of "notifier/panic: Introduce panic_notifier_filter", 6 Jan
 * 2022; form: simplified */
int atomic_notifier_chain_register(enum { NULL, kernel_offset_notifier, pvpanic_panic_nb,
                                   panic_block } n)
{
                        bool flags = false;
                        int status = 0; /* 0 or -EEXIST or -ENOENT */
                        int count = 0; /* 0..16 */
                        bool listed = false;

irqsave:                local_irq_save(flags);
lock:                   { /* one step: a spinlock that is free is taken by one instruction */
spin:                           while (panic_notifier_list.lock != -1) cpu_relax();
take:                           panic_notifier_list.lock = this_cpu;
                        }
count:                  count = panic_nf_count;
filter:                 if (0 < count) {
look:                           listed = is_panic_notifier_filtered(n);
                                /* if (!(panic_nf_count > 0 && is_panic_notifier_filtered(n)))
                                 * ret = ... */
refuse:                         if (listed) {
filtered_out:                           goto panic_filtered_out;
                                }
                        }
register:               status = notifier_chain_register(n);
panic_filtered_out:     smp_store_release(&panic_notifier_list.lock, -1);
irqrestore:             local_irq_restore(flags);
result:                 return status;
}

/* kernel/notifier.c, review of V2 of "notifier/panic: Introduce panic_notifier_filter", 6 Jan
 * 2022; form: simplified-negated */
int atomic_notifier_chain_register(enum { NULL, kernel_offset_notifier, pvpanic_panic_nb,
                                   panic_block } n)
{
                        bool flags = false;
                        int status = 0; /* 0 or -EEXIST or -ENOENT */
                        int count = 0; /* 0..16 */
                        bool listed = false;

irqsave:                local_irq_save(flags);
lock:                   { /* one step: a spinlock that is free is taken by one instruction */
spin:                           while (panic_notifier_list.lock != -1) cpu_relax();
take:                           panic_notifier_list.lock = this_cpu;
                        }
count:                  count = panic_nf_count;
filter:                 if (0 < count) {
look:                           listed = is_panic_notifier_filtered(n);
                                /* if (!(panic_nf_count > 0 && !is_panic_notifier_filtered(n)))
                                 * ret = ... */
refuse:                         if (!listed) {
filtered_out:                           goto panic_filtered_out;
                                }
                        }
register:               status = notifier_chain_register(n);
panic_filtered_out:     smp_store_release(&panic_notifier_list.lock, -1);
irqrestore:             local_irq_restore(flags);
result:                 return status;
}

/* kernel/notifier.c, posted, V2 of "notifier/panic: Introduce panic_notifier_filter", 6 Jan
 * 2022; form: v2 */
int atomic_notifier_chain_register(enum { NULL, kernel_offset_notifier, pvpanic_panic_nb,
                                   panic_block } n)
{
                        bool flags = false;
                        int status = 0; /* 0 or -EEXIST or -ENOENT */
                        int count = 0; /* 0..16 */
                        bool listed = false;

irqsave:                local_irq_save(flags);
lock:                   { /* one step: a spinlock that is free is taken by one instruction */
spin:                           while (panic_notifier_list.lock != -1) cpu_relax();
take:                           panic_notifier_list.lock = this_cpu;
                        }
count:                  count = panic_nf_count;
filter:                 if (0 < count) {
look:                           listed = is_panic_notifier_filtered(n);
                                /* if (panic_nf_count) if (!is_panic_notifier_filtered(n)) goto
                                 * panic_filtered_out; */
refuse:                         if (!listed) {
filtered_out:                           goto panic_filtered_out;
                                }
                        }
register:               status = notifier_chain_register(n);
panic_filtered_out:     smp_store_release(&panic_notifier_list.lock, -1);
irqrestore:             local_irq_restore(flags);
result:                 return status;
}
