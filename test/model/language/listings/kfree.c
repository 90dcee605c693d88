/* mm/slab_common.c, any */
void kfree(enum { NULL, kernel_offset_notifier, pvpanic_panic_nb, panic_block } nb)
{
free:   nb.notifier_call[nb] = freed;
}
