/* kernel/reboot.c, v2.6 .. */
void emergency_restart(void)
{
kmsg_dump:      /* not modelled: by default no dumper runs for EMERG */
machine_emergency_restart:
                /* machine ends: restart */
}
