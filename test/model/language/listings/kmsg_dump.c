/* kernel/printk/printk.c, v2.6.33 .. v2.6.37 (456b565cc52f); form: v2.6.33 */
void kmsg_dump(enum { OOPS, PANIC, KEXEC, EMERG } reason)
{
                int n = 0; /* 0..2 */
                bool flags = false;
                int owner = -1; /* a CPU or -1 */

irqsave:        local_irq_save(flags);
logbuf_lock:    { /* one step: a spinlock that is free is taken by one instruction */
spin:                   while (logbuf_lock != -1) cpu_relax();
take:                   logbuf_lock = this_cpu;
                }
snapshot:       /* not modelled: where the log begins and ends */
logbuf_unlock:  smp_store_release(&logbuf_lock, -1);
irqrestore:     local_irq_restore(flags);
trylock:        owner = cmpxchg_acquire(&dump_list_lock, -1, this_cpu);
busy:           if (owner != -1) {
                        /* printk(KERN_ERR "dump_kmsg: dump list lock is held ... skipping dump") */
skipping:               return;
                }
                /* list_for_each_entry: the first dumper, if any */
walk:           n = dump_list;
dump:           if (0 < n) {
begins:                 /* note: dumping = (reason == OOPS || reason == EMERG) ? dumping :
                         * this_cpu */
call:                   pstore_dump(reason);
                }
others:         /* not modelled: other dumpers are called in the same way, and take no part in
                 * the question */
out:            smp_store_release(&dump_list_lock, -1);
done:           /* note: dumping = dumping == this_cpu ? -1 : dumping */
}

/* kernel/printk/printk.c, v2.6.38 .. v3.3 (fb842b00c5ea); form: v2.6.38 */
void kmsg_dump(enum { OOPS, PANIC, KEXEC, EMERG } reason)
{
                int n = 0; /* 0..2 */
                bool flags = false;

irqsave:        local_irq_save(flags);
logbuf_lock:    { /* one step: a spinlock that is free is taken by one instruction */
spin:                   while (logbuf_lock != -1) cpu_relax();
take:                   logbuf_lock = this_cpu;
                }
snapshot:       /* not modelled: where the log begins and ends */
logbuf_unlock:  smp_store_release(&logbuf_lock, -1);
irqrestore:     local_irq_restore(flags);
rcu_read_lock:  rcu_read_lock();
                /* list_for_each_entry: the first dumper, if any */
walk:           n = dump_list;
dump:           if (0 < n) {
begins:                 /* note: dumping = (reason == OOPS || reason == EMERG) ? dumping :
                         * this_cpu */
call:                   pstore_dump(reason);
                }
others:         /* not modelled: other dumpers are called in the same way, and take no part in
                 * the question */
out:            rcu_read_unlock();
done:           /* note: dumping = dumping == this_cpu ? -1 : dumping */
}

/* kernel/printk/printk.c, v3.4 .. v5.12 (c22ab3329023); form: v3.4 */
void kmsg_dump(enum { OOPS, PANIC, KEXEC, EMERG } reason)
{
                int n = 0; /* 0..2 */
                bool flags = false;
                bool always = false;

irqsave:        local_irq_save(flags);
logbuf_lock:    { /* one step: a spinlock that is free is taken by one instruction */
spin:                   while (logbuf_lock != -1) cpu_relax();
take:                   logbuf_lock = this_cpu;
                }
snapshot:       /* not modelled: where the log begins and ends */
logbuf_unlock:  smp_store_release(&logbuf_lock, -1);
irqrestore:     local_irq_restore(flags);
rcu_read_lock:  rcu_read_lock();
                /* list_for_each_entry: the first dumper, if any */
walk:           n = dump_list;
always:         always = always_kmsg_dump;
filter:         if (reason == EMERG && !always) {
not_asked_for:          goto out;
                }
dump:           if (0 < n) {
begins:                 /* note: dumping = (reason == OOPS || reason == EMERG) ? dumping :
                         * this_cpu */
call:                   pstore_dump(reason);
                }
others:         /* not modelled: other dumpers are called in the same way, and take no part in
                 * the question */
out:            rcu_read_unlock();
done:           /* note: dumping = dumping == this_cpu ? -1 : dumping */
}

/* where dumper=efi-irqs-on|efi-irqs-off, scenario=kmsg-dumpers */
/* kernel/printk/printk.c, v5.13 .. ; text of v6.1; form: v6.1 */
void kmsg_dump(enum { OOPS, PANIC, KEXEC, EMERG } reason)
{
                int n = 0; /* 0..2 */
                bool always = false;

rcu_read_lock:  rcu_read_lock();
                /* list_for_each_entry: the first dumper, if any */
walk:           n = dump_list;
always:         always = always_kmsg_dump;
filter:         if (reason == EMERG && !always) {
not_asked_for:          goto out;
                }
dump:           if (0 < n) {
begins:                 /* note: dumping = (reason == OOPS || reason == EMERG) ? dumping :
                         * this_cpu */
call:                   efi_pstore_write(reason);
                }
others:         /* not modelled: other dumpers are called in the same way, and take no part in
                 * the question */
out:            rcu_read_unlock();
done:           /* note: dumping = dumping == this_cpu ? -1 : dumping */
}

/* where dumper=mtdoops, scenario=kmsg-dumpers */
/* kernel/printk/printk.c, v5.13 .. ; text of v6.1; form: v6.1 */
void kmsg_dump(enum { OOPS, PANIC, KEXEC, EMERG } reason)
{
                int n = 0; /* 0..2 */
                bool always = false;

rcu_read_lock:  rcu_read_lock();
                /* list_for_each_entry: the first dumper, if any */
walk:           n = dump_list;
always:         always = always_kmsg_dump;
filter:         if (reason == EMERG && !always) {
not_asked_for:          goto out;
                }
dump:           if (0 < n) {
begins:                 /* note: dumping = (reason == OOPS || reason == EMERG) ? dumping :
                         * this_cpu */
call:                   mtdoops_do_dump(reason);
                }
others:         /* not modelled: other dumpers are called in the same way, and take no part in
                 * the question */
out:            rcu_read_unlock();
done:           /* note: dumping = dumping == this_cpu ? -1 : dumping */
}

/* where dumper=spin_lock|spin_trylock|pstore-lock|pstore-fall-through|pstore-trylock */
/* kernel/printk/printk.c, v5.13 .. ; text of v6.1; form: v6.1 */
void kmsg_dump(enum { OOPS, PANIC, KEXEC, EMERG } reason)
{
                int n = 0; /* 0..2 */
                bool always = false;

rcu_read_lock:  rcu_read_lock();
                /* list_for_each_entry: the first dumper, if any */
walk:           n = dump_list;
always:         always = always_kmsg_dump;
filter:         if (reason == EMERG && !always) {
not_asked_for:          goto out;
                }
dump:           if (0 < n) {
begins:                 /* note: dumping = (reason == OOPS || reason == EMERG) ? dumping :
                         * this_cpu */
call:                   pstore_dump(reason);
                }
others:         /* not modelled: other dumpers are called in the same way, and take no part in
                 * the question */
out:            rcu_read_unlock();
done:           /* note: dumping = dumping == this_cpu ? -1 : dumping */
}
