/* kernel/reboot.c, v2.6 .. */
void emergency_restart(void)
{
kmsg_dump:      /* not modelled: by default no dumper runs for EMERG */
machine_emergency_restart:
                /* machine ends: restart */
}

/* kernel/reboot.c, v2.6.38 .. (04c6862c055f); form: hook */
void emergency_restart(void)
{
asked:          /* note: restart_asked = true */
kmsg_dump:      kmsg_dump(EMERG);
machine_emergency_restart:
                /* machine ends: restart */
}
