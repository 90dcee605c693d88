/* include/linux/rcupdate.h, v2.6 ..; its promise, not its machinery */
void rcu_read_lock(void)
{
        /* this CPU only */
enter:  atomic_inc(&this_cpu(rcu_read_lock_nesting));
}
