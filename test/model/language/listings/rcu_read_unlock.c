/* include/linux/rcupdate.h, v2.6 ..; its promise, not its machinery */
void rcu_read_unlock(void)
{
        /* this CPU only */
leave:  atomic_dec(&this_cpu(rcu_read_lock_nesting));
}
