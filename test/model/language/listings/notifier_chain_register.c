/* kernel/notifier.c, v2.6.17 .. v5.3; form: linked */
int notifier_chain_register(enum { NULL, kernel_offset_notifier, pvpanic_panic_nb, panic_block } n)
{
                enum { NULL, kernel_offset_notifier, pvpanic_panic_nb, panic_block } nl = NULL;
                enum { NULL, kernel_offset_notifier, pvpanic_panic_nb, panic_block } p = NULL;

walk:           for (;;) {
                        /* *nl, under the lock */
load:                   p = nb.next[nl];
last:                   if (p == NULL) {
end:                            break;
                        }
                        /* n->priority > (*nl)->priority */
higher:                 if ((p == pvpanic_panic_nb ? 2 : p == panic_block ? 1 : p ==
                             kernel_offset_notifier ?
                                0 : -1) < (n == pvpanic_panic_nb ? 2 : n == panic_block ? 1 : n ==
                                           kernel_offset_notifier ? 0 : -1)) {
before:                         break;
                        }
                        /* nl = &(*nl)->next */
advance:                nl = p;
                }
                /* n->next = *nl */
link:           nb.next[n] = p;
                /* rcu_assign_pointer(*nl, n) */
publish:        smp_store_release(&nb.next[nl], n);
ok:             return 0;
}

/* kernel/notifier.c, v5.4 .. ; text of v6.1 (1a50cb80f219, 5abb065dca73); form: refused */
int notifier_chain_register(enum { NULL, kernel_offset_notifier, pvpanic_panic_nb, panic_block } n)
{
                enum { NULL, kernel_offset_notifier, pvpanic_panic_nb, panic_block } nl = NULL;
                enum { NULL, kernel_offset_notifier, pvpanic_panic_nb, panic_block } p = NULL;

walk:           for (;;) {
                        /* *nl, under the lock */
load:                   p = nb.next[nl];
last:                   if (p == NULL) {
end:                            break;
                        }
duplicate:              if (p == n) {
eexist:                         return -EEXIST;
                        }
                        /* n->priority > (*nl)->priority */
higher:                 if ((p == pvpanic_panic_nb ? 2 : p == panic_block ? 1 : p ==
                             kernel_offset_notifier ?
                                0 : -1) < (n == pvpanic_panic_nb ? 2 : n == panic_block ? 1 : n ==
                                           kernel_offset_notifier ? 0 : -1)) {
before:                         break;
                        }
                        /* nl = &(*nl)->next */
advance:                nl = p;
                }
                /* n->next = *nl */
link:           nb.next[n] = p;
                /* rcu_assign_pointer(*nl, n) */
publish:        smp_store_release(&nb.next[nl], n);
ok:             return 0;
}
