/* fs/pstore/platform.c, v3.9 .. until 959217c84c27 (9f244e9cfd70); form: fall-through */
void pstore_dump(enum { OOPS, PANIC, KEXEC, EMERG } reason)
{
                        int owner = -1; /* a CPU or -1 */
                        bool flags = false;
                        enum { nothing, oops, panic } part = nothing;

irqsave:                local_irq_save(flags);
pstore_cannot_block_path:
                        if (in_nmi() || reason != OOPS) {
trylock:                        owner = cmpxchg_acquire(&buf_lock, -1, this_cpu);
busy:                           if (owner != -1) {
pr_err:                                 /* not modelled: says that the dump is skipped, or may be
                                         * corrupt */
                                }
                        } else {
                                /* one step: a spinlock that is free is taken by one instruction */
lock:                           {
spin:                                   while (buf_lock != -1) cpu_relax();
take:                                   buf_lock = this_cpu;
                                }
                        }
kmsg_dump_get_buffer:   buf = reason == OOPS ? oops : panic;
                        /* psinfo->write(&record): the whole buffer at once */
write:                  part = buf;
stored:                 /* note: panic_stored = panic_stored || part == panic */
unlock:                 if (owner == -1) {
is_locked:                      smp_store_release(&buf_lock, -1);
                        }
irqrestore:             local_irq_restore(flags);
}

/* fs/pstore/platform.c, v3.2 .. v3.8; form: lock */
void pstore_dump(enum { OOPS, PANIC, KEXEC, EMERG } reason)
{
                        int owner = -1; /* a CPU or -1 */
                        bool flags = false;
                        enum { nothing, oops, panic } part = nothing;

irqsave:                local_irq_save(flags);
lock:                   { /* one step: a spinlock that is free is taken by one instruction */
spin:                           while (buf_lock != -1) cpu_relax();
take:                           buf_lock = this_cpu;
                        }
kmsg_dump_get_buffer:   buf = reason == OOPS ? oops : panic;
                        /* psinfo->write(&record): the whole buffer at once */
write:                  part = buf;
stored:                 /* note: panic_stored = panic_stored || part == panic */
unlock:                 smp_store_release(&buf_lock, -1);
irqrestore:             local_irq_restore(flags);
}

/* fs/pstore/platform.c, text of v6.1; form: trylock */
void pstore_dump(enum { OOPS, PANIC, KEXEC, EMERG } reason)
{
                        int owner = -1; /* a CPU or -1 */
                        bool flags = false;
                        enum { nothing, oops, panic } part = nothing;

irqsave:                local_irq_save(flags);
pstore_cannot_block_path:
                        if (in_nmi() || reason != OOPS) {
trylock:                        owner = cmpxchg_acquire(&buf_lock, -1, this_cpu);
busy:                           if (owner != -1) {
pr_err:                                 /* not modelled: says that the dump is skipped, or may be
                                         * corrupt */
irqs_back:                              local_irq_restore(flags);
skipped:                                return;
                                }
                        } else {
                                /* one step: a spinlock that is free is taken by one instruction */
lock:                           {
spin:                                   while (buf_lock != -1) cpu_relax();
take:                                   buf_lock = this_cpu;
                                }
                        }
kmsg_dump_get_buffer:   buf = reason == OOPS ? oops : panic;
                        /* psinfo->write(&record): the whole buffer at once */
write:                  part = buf;
stored:                 /* note: panic_stored = panic_stored || part == panic */
unlock:                 smp_store_release(&buf_lock, -1);
irqrestore:             local_irq_restore(flags);
}
