/* kernel/notifier.c, v2.6.17 .. ; text of v6.1 */
int notifier_chain_unregister(enum { NULL, kernel_offset_notifier, pvpanic_panic_nb,
                              panic_block } n)
{
                enum { NULL, kernel_offset_notifier, pvpanic_panic_nb, panic_block } nl = NULL;
                enum { NULL, kernel_offset_notifier, pvpanic_panic_nb, panic_block } p = NULL;

walk:           for (;;) {
                        /* *nl, under the lock */
load:                   p = nb.next[nl];
last:                   if (p == NULL) {
enoent:                         return -ENOENT;
                        }
found:                  if (p == n) {
here:                           break;
                        }
                        /* nl = &(*nl)->next */
advance:                nl = p;
                }
after:          p = nb.next[n];
                /* rcu_assign_pointer(*nl, n->next) */
unlink:         smp_store_release(&nb.next[nl], p);
ok:             return 0;
}
