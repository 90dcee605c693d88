/* drivers/firmware/efivars.c, v3.9 .. v4.9; form: irqs-off */
void efi_pstore_write(enum { OOPS, PANIC, KEXEC, EMERG } reason)
{
                int owner = -1; /* a CPU or -1 */
                bool flags = false;

irqsave:        local_irq_save(flags);
trylock:        owner = cmpxchg_acquire(&efivars_lock, -1, this_cpu);
busy:           if (owner != -1) {
irqs_back:              local_irq_restore(flags);
ebusy:                  return;
                }
set_variable:   buf = reason == OOPS ? oops : panic;
stored:         /* note: panic_stored = panic_stored || reason != OOPS */
unlock:         smp_store_release(&efivars_lock, -1);
irqrestore:     local_irq_restore(flags);
}

/* drivers/firmware/efivars.c, v3.1 .. v3.8; form: irqs-on */
void efi_pstore_write(enum { OOPS, PANIC, KEXEC, EMERG } reason)
{
                int owner = -1; /* a CPU or -1 */
                bool flags = false;

irqsave:        local_irq_save(flags);
trylock:        owner = cmpxchg_acquire(&efivars_lock, -1, this_cpu);
busy:           if (owner != -1) {
irqs_back:              local_irq_restore(flags);
ebusy:                  return;
                }
set_variable:   buf = reason == OOPS ? oops : panic;
stored:         /* note: panic_stored = panic_stored || reason != OOPS */
unlock:         smp_store_release(&efivars_lock, -1);
irqrestore:     local_irq_restore(flags);
}
