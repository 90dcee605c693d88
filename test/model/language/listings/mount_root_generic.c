/* where cpus=2, scenario=panic-post-notifiers|panic-kgdb */
/* init/do_mounts.c, any */
void mount_root_generic(void)
{
panic:  panic();
}

/* where first=panic|oops, second=none|panic|nmi|nmi-handler, scenario=panic-force-cpu */
/* init/do_mounts.c, v7.0 .. */
void mount_root_generic(void)
{
panic:  panic();
}

/* where second=panic|hardirq|nmi|fault, cpus=2, scenario=panic-gate */
/* init/do_mounts.c, v2.6.38 .. */
void mount_root_generic(void)
{
panic:  panic();
}

/* init/do_mounts.c, v4.5 .. ; CONFIG_PREEMPTION; form: atomic */
void mount_root_generic(void)
{
                /* any spinlock */
spin_lock:      preempt_disable();
panic:          panic();
}

/* init/do_mounts.c, v4.5 .. ; CONFIG_PREEMPTION; form: preemptible */
void mount_root_generic(void)
{
panic:  panic();
}
