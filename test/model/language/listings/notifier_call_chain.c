/* kernel/notifier.c, v2.6.17 .. ; text of v6.1 */
void notifier_call_chain(void)
{
                        enum { NULL, kernel_offset_notifier, pvpanic_panic_nb, panic_block } nb =
                                NULL;
                        enum { NULL, kernel_offset_notifier, pvpanic_panic_nb,
                                panic_block } next_nb = NULL;
                        enum { freed, dump_kernel_offset, pvpanic_panic_notify, panic_event } f =
                                freed;

head:                   nb = nb.next[0];
walk:                   for (;;) {
last:                           if (nb == NULL) {
end:                                    break;
                                }
                                /* rcu_dereference_raw(nb->next), before the call */
next:                           next_nb = nb.next[nb];
freed_next:                     /* note: use_after_free = use_after_free || nb.notifier_call[nb]
                                 * == freed */
load:                           f = nb.notifier_call[nb];
freed:                          /* note: use_after_free = use_after_free || f == freed */
again:                          /* note: called_twice = called_twice || called[nb] */
called:                         /* note: called[nb] = true */
unlisted:                       /* note: unlisted_called = unlisted_called || (list_given && nb
                                 * != kernel_offset_notifier) */
harmless:                       if (f == dump_kernel_offset) {
dump_kernel_offset:                     dump_kernel_offset();
                                }
pvpanic:                        if (f == pvpanic_panic_notify) {
pvpanic_panic_notify:                   pvpanic_panic_notify();
                                }
ipmi:                           if (f == panic_event) {
panic_event:                            panic_event();
                                }
wild:                           /* not modelled: what a call through freed memory does: that it
                                 * happens is the finding */
stop_mask:                      /* not modelled: none of these callbacks returns NOTIFY_STOP */
advance:                        nb = next_nb;
                        }
}
