/* where panic-from=nmi */
/* init/main.c, any; in outline; form: notifier-chain */
void kernel_init(void)
{
                int err = 0; /* 0 or -EEXIST or -ENOENT */

kernel_offset:  err = atomic_notifier_chain_register(kernel_offset_notifier);
}

/* where panic-from=task */
/* init/main.c, any; in outline; form: notifier-chain */
void kernel_init(void)
{
                int err = 0; /* 0 or -EEXIST or -ENOENT */

kernel_offset:  err = atomic_notifier_chain_register(kernel_offset_notifier);
panic:          panic();
}

/* where names=full, parsed=early, module=stays */
/* init/main.c, any; in outline; form: notifier-filter */
void kernel_init(void)
{
                int err = 0; /* 0 or -EEXIST or -ENOENT */

parameter:      panic_notifier_filter_setup(16, true);
kernel_offset:  err = atomic_notifier_chain_register(kernel_offset_notifier);
pvpanic_init:   err = atomic_notifier_chain_register(pvpanic_panic_nb);
ipmi_init:      err = atomic_notifier_chain_register(panic_block);
panic:          panic();
}

/* where names=full, parsed=early, module=unloaded */
/* init/main.c, any; in outline; form: notifier-filter */
void kernel_init(void)
{
                int err = 0; /* 0 or -EEXIST or -ENOENT */

parameter:      panic_notifier_filter_setup(16, true);
kernel_offset:  err = atomic_notifier_chain_register(kernel_offset_notifier);
pvpanic_init:   err = atomic_notifier_chain_register(pvpanic_panic_nb);
ipmi_init:      err = atomic_notifier_chain_register(panic_block);
ipmi_exit:      err = atomic_notifier_chain_unregister(panic_block);
gone:           kfree(panic_block);
panic:          panic();
}

/* where names=full, parsed=late, module=stays */
/* init/main.c, any; in outline; form: notifier-filter */
void kernel_init(void)
{
                int err = 0; /* 0 or -EEXIST or -ENOENT */

kernel_offset:  err = atomic_notifier_chain_register(kernel_offset_notifier);
pvpanic_init:   err = atomic_notifier_chain_register(pvpanic_panic_nb);
ipmi_init:      err = atomic_notifier_chain_register(panic_block);
late:           panic_notifier_filter_setup(16, true);
panic:          panic();
}

/* where names=full, parsed=late, module=unloaded */
/* init/main.c, any; in outline; form: notifier-filter */
void kernel_init(void)
{
                int err = 0; /* 0 or -EEXIST or -ENOENT */

kernel_offset:  err = atomic_notifier_chain_register(kernel_offset_notifier);
pvpanic_init:   err = atomic_notifier_chain_register(pvpanic_panic_nb);
ipmi_init:      err = atomic_notifier_chain_register(panic_block);
late:           panic_notifier_filter_setup(16, true);
ipmi_exit:      err = atomic_notifier_chain_unregister(panic_block);
gone:           kfree(panic_block);
panic:          panic();
}

/* where names=listed, parsed=early, module=stays */
/* init/main.c, any; in outline; form: notifier-filter */
void kernel_init(void)
{
                int err = 0; /* 0 or -EEXIST or -ENOENT */

parameter:      panic_notifier_filter_setup(1, true);
kernel_offset:  err = atomic_notifier_chain_register(kernel_offset_notifier);
pvpanic_init:   err = atomic_notifier_chain_register(pvpanic_panic_nb);
ipmi_init:      err = atomic_notifier_chain_register(panic_block);
panic:          panic();
}

/* where names=listed, parsed=early, module=unloaded */
/* init/main.c, any; in outline; form: notifier-filter */
void kernel_init(void)
{
                int err = 0; /* 0 or -EEXIST or -ENOENT */

parameter:      panic_notifier_filter_setup(1, true);
kernel_offset:  err = atomic_notifier_chain_register(kernel_offset_notifier);
pvpanic_init:   err = atomic_notifier_chain_register(pvpanic_panic_nb);
ipmi_init:      err = atomic_notifier_chain_register(panic_block);
ipmi_exit:      err = atomic_notifier_chain_unregister(panic_block);
gone:           kfree(panic_block);
panic:          panic();
}

/* where names=listed, parsed=late, module=stays */
/* init/main.c, any; in outline; form: notifier-filter */
void kernel_init(void)
{
                int err = 0; /* 0 or -EEXIST or -ENOENT */

kernel_offset:  err = atomic_notifier_chain_register(kernel_offset_notifier);
pvpanic_init:   err = atomic_notifier_chain_register(pvpanic_panic_nb);
ipmi_init:      err = atomic_notifier_chain_register(panic_block);
late:           panic_notifier_filter_setup(1, true);
panic:          panic();
}

/* where names=listed, parsed=late, module=unloaded */
/* init/main.c, any; in outline; form: notifier-filter */
void kernel_init(void)
{
                int err = 0; /* 0 or -EEXIST or -ENOENT */

kernel_offset:  err = atomic_notifier_chain_register(kernel_offset_notifier);
pvpanic_init:   err = atomic_notifier_chain_register(pvpanic_panic_nb);
ipmi_init:      err = atomic_notifier_chain_register(panic_block);
late:           panic_notifier_filter_setup(1, true);
ipmi_exit:      err = atomic_notifier_chain_unregister(panic_block);
gone:           kfree(panic_block);
panic:          panic();
}

/* where names=overflow, parsed=early, module=stays */
/* init/main.c, any; in outline; form: notifier-filter */
void kernel_init(void)
{
                int err = 0; /* 0 or -EEXIST or -ENOENT */

parameter:      panic_notifier_filter_setup(17, true);
kernel_offset:  err = atomic_notifier_chain_register(kernel_offset_notifier);
pvpanic_init:   err = atomic_notifier_chain_register(pvpanic_panic_nb);
ipmi_init:      err = atomic_notifier_chain_register(panic_block);
panic:          panic();
}

/* where names=overflow, parsed=early, module=unloaded */
/* init/main.c, any; in outline; form: notifier-filter */
void kernel_init(void)
{
                int err = 0; /* 0 or -EEXIST or -ENOENT */

parameter:      panic_notifier_filter_setup(17, true);
kernel_offset:  err = atomic_notifier_chain_register(kernel_offset_notifier);
pvpanic_init:   err = atomic_notifier_chain_register(pvpanic_panic_nb);
ipmi_init:      err = atomic_notifier_chain_register(panic_block);
ipmi_exit:      err = atomic_notifier_chain_unregister(panic_block);
gone:           kfree(panic_block);
panic:          panic();
}

/* where names=overflow, parsed=late, module=stays */
/* init/main.c, any; in outline; form: notifier-filter */
void kernel_init(void)
{
                int err = 0; /* 0 or -EEXIST or -ENOENT */

kernel_offset:  err = atomic_notifier_chain_register(kernel_offset_notifier);
pvpanic_init:   err = atomic_notifier_chain_register(pvpanic_panic_nb);
ipmi_init:      err = atomic_notifier_chain_register(panic_block);
late:           panic_notifier_filter_setup(17, true);
panic:          panic();
}

/* where names=overflow, parsed=late, module=unloaded */
/* init/main.c, any; in outline; form: notifier-filter */
void kernel_init(void)
{
                int err = 0; /* 0 or -EEXIST or -ENOENT */

kernel_offset:  err = atomic_notifier_chain_register(kernel_offset_notifier);
pvpanic_init:   err = atomic_notifier_chain_register(pvpanic_panic_nb);
ipmi_init:      err = atomic_notifier_chain_register(panic_block);
late:           panic_notifier_filter_setup(17, true);
ipmi_exit:      err = atomic_notifier_chain_unregister(panic_block);
gone:           kfree(panic_block);
panic:          panic();
}

/* where names=unknown, parsed=early, module=stays */
/* init/main.c, any; in outline; form: notifier-filter */
void kernel_init(void)
{
                int err = 0; /* 0 or -EEXIST or -ENOENT */

parameter:      panic_notifier_filter_setup(2, false);
kernel_offset:  err = atomic_notifier_chain_register(kernel_offset_notifier);
pvpanic_init:   err = atomic_notifier_chain_register(pvpanic_panic_nb);
ipmi_init:      err = atomic_notifier_chain_register(panic_block);
panic:          panic();
}

/* where names=unknown, parsed=early, module=unloaded */
/* init/main.c, any; in outline; form: notifier-filter */
void kernel_init(void)
{
                int err = 0; /* 0 or -EEXIST or -ENOENT */

parameter:      panic_notifier_filter_setup(2, false);
kernel_offset:  err = atomic_notifier_chain_register(kernel_offset_notifier);
pvpanic_init:   err = atomic_notifier_chain_register(pvpanic_panic_nb);
ipmi_init:      err = atomic_notifier_chain_register(panic_block);
ipmi_exit:      err = atomic_notifier_chain_unregister(panic_block);
gone:           kfree(panic_block);
panic:          panic();
}

/* where names=unknown, parsed=late, module=stays */
/* init/main.c, any; in outline; form: notifier-filter */
void kernel_init(void)
{
                int err = 0; /* 0 or -EEXIST or -ENOENT */

kernel_offset:  err = atomic_notifier_chain_register(kernel_offset_notifier);
pvpanic_init:   err = atomic_notifier_chain_register(pvpanic_panic_nb);
ipmi_init:      err = atomic_notifier_chain_register(panic_block);
late:           panic_notifier_filter_setup(2, false);
panic:          panic();
}

/* where names=unknown, parsed=late, module=unloaded */
/* init/main.c, any; in outline; form: notifier-filter */
void kernel_init(void)
{
                int err = 0; /* 0 or -EEXIST or -ENOENT */

kernel_offset:  err = atomic_notifier_chain_register(kernel_offset_notifier);
pvpanic_init:   err = atomic_notifier_chain_register(pvpanic_panic_nb);
ipmi_init:      err = atomic_notifier_chain_register(panic_block);
late:           panic_notifier_filter_setup(2, false);
ipmi_exit:      err = atomic_notifier_chain_unregister(panic_block);
gone:           kfree(panic_block);
panic:          panic();
}

/* where filter=none */
/* init/main.c, any; in outline; form: panic-notifiers */
void kernel_init(void)
{
                int ret_ = 0; /* 0 or -EEXIST or -ENOENT */

pvpanic_init:   ret_ = atomic_notifier_chain_register(pvpanic_panic_nb);
kernel_offset:  ret_ = atomic_notifier_chain_register(kernel_offset_notifier);
panic:          panic();
}

/* where notifier=spin_lock, filter=safe */
/* init/main.c, any; in outline; form: panic-notifiers */
void kernel_init(void)
{
                int ret_ = 0; /* 0 or -EEXIST or -ENOENT */

early_param:    panic_notifier_filter_setup(1, true);
pvpanic_init:   ret_ = atomic_notifier_chain_register(pvpanic_panic_nb);
kernel_offset:  ret_ = atomic_notifier_chain_register(kernel_offset_notifier);
panic:          panic();
}
