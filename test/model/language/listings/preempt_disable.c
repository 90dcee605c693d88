/* include/linux/preempt.h, v4.5 .. ; CONFIG_PREEMPTION */
void preempt_disable(void)
{
        int now = 0; /* 0..2 */

load:   now = this_cpu(preempt_count);
store:  this_cpu(preempt_count) = now + 1;
}
