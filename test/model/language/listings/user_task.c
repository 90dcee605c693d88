/* user space, any */
void user_task(void)
{
        /* another task runs, interrupts on, until it is preempted in its turn */
runs:   local_irq_enable();
}
