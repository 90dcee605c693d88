/* kernel/printk/printk.c, v4.4 .. v4.6; text of v4.6; form: v4.6 */
void zap_locks(void)
{
                /* raw_spin_lock_init() */
logbuf_lock:    logbuf_lock = -1;
                /* sema_init() */
console_sem:    console_sem = 1;
}
