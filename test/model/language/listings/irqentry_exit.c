/* kernel/entry/common.c, v4.5 .. ; CONFIG_PREEMPTION */
void irqentry_exit(void)
{
                        int count = 0; /* 0..2 */

preempt_count:          count = this_cpu(preempt_count);
preemptible:            if (count == 0) {
preempt_schedule_irq:           user_task();
                        }
}
