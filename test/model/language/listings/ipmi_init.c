/* where module=load-unload, unregister=synchronize_rcu|no-synchronize_rcu, duplicates=refused */
/* drivers/char/ipmi/ipmi_msghandler.c, v2.6 ..; and cleanup_ipmi(), in outline */
void ipmi_init(void)
{
                int err = 0; /* 0 or -EEXIST or -ENOENT */

register:       err = atomic_notifier_chain_register(panic_block);
unregister:     err = atomic_notifier_chain_unregister(panic_block);
gone:           kfree(panic_block);
}

/* where module=register, unregister=synchronize_rcu, duplicates=refused */
/* drivers/char/ipmi/ipmi_msghandler.c, v2.6 ..; in outline */
void ipmi_init(void)
{
                int err = 0; /* 0 or -EEXIST or -ENOENT */

register:       err = atomic_notifier_chain_register(panic_block);
}

/* where module=register-twice, unregister=synchronize_rcu */
/* drivers/char/ipmi/ipmi_msghandler.c, v2.6 ..; in outline */
void ipmi_init(void)
{
                int err = 0; /* 0 or -EEXIST or -ENOENT */

register:       err = atomic_notifier_chain_register(panic_block);
again:          err = atomic_notifier_chain_register(panic_block);
}

/* where walk=rcu, module=load-unload, unregister=forgotten, duplicates=refused */
/* drivers/char/ipmi/ipmi_msghandler.c, v2.6 ..; and cleanup_ipmi(), in outline */
void ipmi_init(void)
{
                int err = 0; /* 0 or -EEXIST or -ENOENT */

register:       err = atomic_notifier_chain_register(panic_block);
gone:           kfree(panic_block);
}
