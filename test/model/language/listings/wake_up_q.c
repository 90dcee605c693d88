/* kernel/sched/core.c, v5.15 .. v6.1 with CONFIG_PREEMPT_RT; form: rt */
void wake_up_q(int next)
{
                bool flags = false;

irqsave:        local_irq_save(flags);
pi_lock:        { /* one step: a spinlock that is free is taken by one instruction */
spin:                   while (per_cpu(pi_lock, next) != -1) cpu_relax();
take:                   per_cpu(pi_lock, next) = this_cpu;
                }
wake:           WRITE_ONCE(per_cpu(task_sleeps, next), false);
pi_unlock:      smp_store_release(&per_cpu(pi_lock, next), -1);
irqrestore:     local_irq_restore(flags);
}

/* kernel/sched/core.c, v5.15 .. v6.1 with CONFIG_PREEMPT_RT; form: rt-debug */
void wake_up_q(int next)
{
                bool flags = false;

irqsave:        local_irq_save(flags);
pi_lock:        { /* one step: a spinlock that is free is taken by one instruction */
spin:                   while (per_cpu(pi_lock, next) != -1) cpu_relax();
take:                   per_cpu(pi_lock, next) = this_cpu;
                }
wake:           WRITE_ONCE(per_cpu(task_sleeps, next), false);
pi_unlock:      smp_store_release(&per_cpu(pi_lock, next), -1);
irqrestore:     local_irq_restore(flags);
}
