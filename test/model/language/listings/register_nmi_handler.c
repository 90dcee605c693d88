/* arch/x86/kernel/nmi.c, v3.2 ..; text of v6.1; form: crash */
void register_nmi_handler(void)
{
                bool flags = false;

irqsave:        local_irq_save(flags);
desc_lock:      { /* one step: a spinlock that is free is taken by one instruction */
spin:                   while (nmi_desc_lock != -1) cpu_relax();
take:                   nmi_desc_lock = this_cpu;
                }
list_add_rcu:   if (nmi_desc_head == others) {
first:                  nmi_desc_head = crash_nmi_callback;
                } else {
                        /* the node is added before itself: its next is itself */
again:                  nmi_desc_head = ring;
                }
desc_unlock:    smp_store_release(&nmi_desc_lock, -1);
irqrestore:     local_irq_restore(flags);
}

/* arch/x86/kernel/nmi.c, v3.2 ..; text of v6.1; form: driver */
void register_nmi_handler(void)
{
                        bool flags = false;

irqsave:                local_irq_save(flags);
desc_lock:              { /* one step: a spinlock that is free is taken by one instruction */
spin:                           while (nmi_desc_lock != -1) cpu_relax();
take:                           nmi_desc_lock = this_cpu;
                        }
list_add_tail_rcu:      /* not modelled: one more handler that claims none of the NMIs in
                         * question */
desc_unlock:            smp_store_release(&nmi_desc_lock, -1);
irqrestore:             local_irq_restore(flags);
}

/* arch/x86/kernel/nmi.c, v3.2 ..; text of v6.1; form: smp_stop */
void register_nmi_handler(void)
{
                bool flags = false;

irqsave:        local_irq_save(flags);
desc_lock:      { /* one step: a spinlock that is free is taken by one instruction */
spin:                   while (nmi_desc_lock != -1) cpu_relax();
take:                   nmi_desc_lock = this_cpu;
                }
list_add_rcu:   smp_stop_registered = true;
desc_unlock:    smp_store_release(&nmi_desc_lock, -1);
irqrestore:     local_irq_restore(flags);
}
