/* kernel/cpu.c, v2.6 ..; in outline */
void take_cpu_down(void)
{
irq_off:        local_irq_disable();
teardown:       /* not modelled: migrating interrupts, timers and tasks away touches nothing of
                 * the shootdown */
set_cpu_online: cpumask_clear_cpu(this_cpu, &cpu_online_mask);
play_dead:      stop_this_cpu();
}
