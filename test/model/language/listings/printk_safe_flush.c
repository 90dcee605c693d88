/* kernel/printk/printk_safe.c, v5.12 (8a8109f303e2); form: after */
void printk_safe_flush(void)
{
flush:  __printk_safe_flush();
}

/* kernel/printk/printk_safe.c, v4.7 .. v5.11 (cf9b1106c81c); form: before */
void printk_safe_flush(void)
{
flush:  __printk_safe_flush();
}
