/* where request=irq|shootdown */
/* arch/x86/kernel/nmi.c, v6.15 .. (and late v6.1.y) (fe37c699ae3e); form: emergency */
bool nmi_handle(void)
{
ehandler:       if (emerg_handler == crash_nmi_callback) {
callback:               crash_nmi_callback();
handled:                return true;
                }
others:         return false;
}

/* where text=spin|poll|once, nmi=unknown|serr|none, task=none|panic|register, image=none, wait=expires, order=kdump-first, request=irq-nmi|stop-mask */
/* arch/x86/kernel/nmi.c, v6.15 .. (and late v6.1.y) (fe37c699ae3e); form: emergency */
bool nmi_handle(void)
{
ehandler:       if (emerg_handler == crash_nmi_callback) {
callback:               crash_nmi_callback();
handled:                return true;
                }
smp_stop:       if (smp_stop_registered) {
callback:               smp_stop_nmi_callback();
handled_stop:           return true;
                }
others:         return false;
}

/* where text=once|again, order=kdump-first, image=none */
/* arch/x86/kernel/nmi.c, v3.2 .. v6.14; text of v6.1; form: list */
bool nmi_handle(void)
{
                enum { others, crash_nmi_callback, ring } head = others;

list_for_each_entry_rcu:
                head = nmi_desc_head;
crash:          if (head != others) {
callback:               crash_nmi_callback();
next:                   if (head == ring) {
                                /* the next entry of the list is this entry: the walk never ends */
walk:                           for (;;) cpu_relax(); /* until another CPU ends the run */
                        }
handled:                return true;
                }
smp_stop:       if (smp_stop_registered) {
callback:               smp_stop_nmi_callback();
handled_stop:           return true;
                }
others:         return false;
}

/* where text=once|unchecked */
/* arch/x86/kernel/nmi.c, v3.2 .. v6.14; text of v6.1; form: list */
bool nmi_handle(void)
{
                enum { others, crash_nmi_callback, ring } head = others;

list_for_each_entry_rcu:
                head = nmi_desc_head;
crash:          if (head != others) {
callback:               crash_nmi_callback();
next:                   if (head == ring) {
                                /* the next entry of the list is this entry: the walk never ends */
walk:                           for (;;) cpu_relax(); /* until another CPU ends the run */
                        }
handled:                return true;
                }
others:         return false;
}
