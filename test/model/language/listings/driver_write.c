/* drivers/ (any backend), any; form: hung */
void driver_write(void)
{
        bool flags = false;

lock:   { /* one step: a spinlock that is free is taken by one instruction */
spin:           while (buf_lock != -1) cpu_relax();
take:           buf_lock = this_cpu;
        }
        /* the hardware never answers */
device: for (;;) cpu_relax(); /* ends here, as intended */
unlock: smp_store_release(&buf_lock, -1);
}

/* drivers/ (any backend), any; form: irqs-off */
void driver_write(void)
{
                bool flags = false;

irqsave:        local_irq_save(flags);
lock:           { /* one step: a spinlock that is free is taken by one instruction */
spin:                   while (buf_lock != -1) cpu_relax();
take:                   buf_lock = this_cpu;
                }
device:         buf = nothing;
unlock:         smp_store_release(&buf_lock, -1);
irqrestore:     local_irq_restore(flags);
}

/* drivers/ (any backend), any; form: irqs-on */
void driver_write(void)
{
        bool flags = false;

lock:   { /* one step: a spinlock that is free is taken by one instruction */
spin:           while (buf_lock != -1) cpu_relax();
take:           buf_lock = this_cpu;
        }
device: buf = nothing;
unlock: smp_store_release(&buf_lock, -1);
}
