/* where hotplug-lock=no, udev=yes, scenario=crash-hotplug */
/* kernel/crash_core.c, v6.6-rc1 .. v6.6-rc3 (247262756121); form: v6.6 */
bool crash_check_update_elfcorehdr(void)
{
                bool got = false;
                enum { NULL, old, new } target = NULL;
                bool rc = false;

trylock:        got = kexec_trylock();
busy:           if (!got) {
lied:                   /* note: node_lied = node_lied || (kexec_crash_image != NULL &&
                         * (file_mode || update_elfcorehdr) && !at(__crash_kexec@v6.6)) */
out_busy:               return false;
                }
look:           target = kexec_crash_image;
loaded:         if (target != NULL) {
rc:                     { /* one step: two bits of one word */
look_:                          rc = file_mode || update_elfcorehdr;
                        }
                }
unlock:         kexec_unlock();
result:         return rc;
}

/* where hotplug-lock=yes */
/* kernel/crash_core.c, v6.6 .. v6.9 (e2a8f20dd8e9); form: v6.6 */
bool crash_check_update_elfcorehdr(void)
{
                        bool got = false;
                        enum { NULL, old, new } target = NULL;
                        bool rc = false;

crash_hotplug_lock:     { /* one step: a mutex that is free is taken by one instruction */
sleep:                          while (__crash_hotplug_lock != -1) cpu_relax();
take:                           __crash_hotplug_lock = this_cpu;
                        }
trylock:                got = kexec_trylock();
busy:                   if (!got) {
lied:                           /* note: node_lied = node_lied || (kexec_crash_image != NULL &&
                                 * (file_mode || update_elfcorehdr) && !at(__crash_kexec@v6.6)) */
unlock_busy:                    smp_store_release(&__crash_hotplug_lock, -1);
out_busy:                       return false;
                        }
look:                   target = kexec_crash_image;
loaded:                 if (target != NULL) {
rc:                             { /* one step: two bits of one word */
look_:                                  rc = file_mode || update_elfcorehdr;
                                }
                        }
unlock:                 kexec_unlock();
crash_hotplug_unlock:   smp_store_release(&__crash_hotplug_lock, -1);
result:                 return rc;
}
