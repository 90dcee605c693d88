/* kernel/printk/nbcon.c, v6.10 ..; text of the first merged version */
void nbcon_kthread_func(void)
{
emit:   nbcon_emit_one(1, other, false);
}

/* kernel/printk/nbcon.c, v6.10 ..; text of the first merged version; form: no-checks */
void nbcon_kthread_func(void)
{
emit:   nbcon_emit_one(1, other, false);
}
