/* where hotplug-lock=no, lock=cmpxchg, invalidate=yes, image=kexec-load-old, permission=unchecked, udev=none, other=none, event=memory, failure=none, cpus=2, scenario=crash-hotplug */
/* kernel/crash_core.c, v6.6-rc1 .. v6.6-rc3 (247262756121); form: v6.6 */
void crash_handle_hotplug_event(void)
{
                        bool got = false;
                        enum { NULL, old, new } target = NULL;
                        bool allowed = false;

trylock:                got = kexec_trylock();
busy:                   if (!got) {
                                /* "kexec_trylock() failed, elfcorehdr may be inaccurate" */
pr_info:                        /* not modelled: the message */
out_busy:                       return;
                        }
locked:                 if (got) {
excuses:                        /* note: kdump = (kdump == due && at(__crash_kexec@v6.6) && true)
                                 * ? excused : kdump */
look:                           target = kexec_crash_image;
not_loaded:                     if (target == NULL) {
out_unloaded:                           goto out;
                                }
elfcorehdr_index:               /* not modelled: the segment that begins with the ELF magic is
                                 * found, and remembered */
arch_kexec_unprotect_crashkres:
                                crashk_prot = RW;
hp_action:                      /* not modelled: only the arch handler looks at it */
arch:                           arch_crash_handle_hotplug_event(target);
elfcorehdr_updated:             elfcorehdr_updated = true;
arch_kexec_protect_crashkres:
                                crashk_prot = RO;
out:                            kexec_unlock();
                        }
}

/* where hotplug-lock=no, permission=checked, udev=none|yes, cpus=2|3, scenario=crash-hotplug */
/* kernel/crash_core.c, v6.6-rc1 .. v6.6-rc3 (247262756121); form: v6.6 */
void crash_handle_hotplug_event(void)
{
                        bool got = false;
                        enum { NULL, old, new } target = NULL;
                        bool allowed = false;

trylock:                got = kexec_trylock();
busy:                   if (!got) {
                                /* "kexec_trylock() failed, elfcorehdr may be inaccurate" */
pr_info:                        /* not modelled: the message */
out_busy:                       return;
                        }
locked:                 if (got) {
excuses:                        /* note: kdump = (kdump == due && at(__crash_kexec@v6.6) &&
                                 * (file_mode || update_elfcorehdr)) ? excused : kdump */
look:                           target = kexec_crash_image;
not_loaded:                     if (target == NULL) {
out_unloaded:                           goto out;
                                }
permission:                     { /* one step: two bits of one word */
look_:                                  allowed = file_mode || update_elfcorehdr;
                                }
not_permitted:                  if (!allowed) {
out_refused:                            goto out;
                                }
elfcorehdr_index:               /* not modelled: the segment that begins with the ELF magic is
                                 * found, and remembered */
arch_kexec_unprotect_crashkres:
                                crashk_prot = RW;
hp_action:                      /* not modelled: only the arch handler looks at it */
arch:                           arch_crash_handle_hotplug_event(target);
elfcorehdr_updated:             elfcorehdr_updated = true;
arch_kexec_protect_crashkres:
                                crashk_prot = RO;
out:                            kexec_unlock();
                        }
}

/* where hotplug-lock=yes, lock=cmpxchg, invalidate=yes, image=kexec-load-old, permission=unchecked, udev=none, other=none, event=memory, failure=none, cpus=2, scenario=crash-hotplug */
/* kernel/crash_core.c, v6.6 .. v6.9 (e2a8f20dd8e9); form: v6.6 */
void crash_handle_hotplug_event(void)
{
                        bool got = false;
                        enum { NULL, old, new } target = NULL;
                        bool allowed = false;

crash_hotplug_lock:     { /* one step: a mutex that is free is taken by one instruction */
sleep:                          while (__crash_hotplug_lock != -1) cpu_relax();
take:                           __crash_hotplug_lock = this_cpu;
                        }
trylock:                got = kexec_trylock();
busy:                   if (!got) {
                                /* "kexec_trylock() failed, elfcorehdr may be inaccurate" */
pr_info:                        /* not modelled: the message */
unlock_busy:                    smp_store_release(&__crash_hotplug_lock, -1);
out_busy:                       return;
                        }
locked:                 if (got) {
excuses:                        /* note: kdump = (kdump == due && at(__crash_kexec@v6.6) && true)
                                 * ? excused : kdump */
look:                           target = kexec_crash_image;
not_loaded:                     if (target == NULL) {
out_unloaded:                           goto out;
                                }
elfcorehdr_index:               /* not modelled: the segment that begins with the ELF magic is
                                 * found, and remembered */
arch_kexec_unprotect_crashkres:
                                crashk_prot = RW;
hp_action:                      /* not modelled: only the arch handler looks at it */
arch:                           arch_crash_handle_hotplug_event(target);
elfcorehdr_updated:             elfcorehdr_updated = true;
arch_kexec_protect_crashkres:
                                crashk_prot = RO;
out:                            kexec_unlock();
                        }
crash_hotplug_unlock:   smp_store_release(&__crash_hotplug_lock, -1);
}

/* where hotplug-lock=yes, permission=checked */
/* kernel/crash_core.c, v6.6 .. v6.9 (e2a8f20dd8e9); form: v6.6 */
void crash_handle_hotplug_event(void)
{
                        bool got = false;
                        enum { NULL, old, new } target = NULL;
                        bool allowed = false;

crash_hotplug_lock:     { /* one step: a mutex that is free is taken by one instruction */
sleep:                          while (__crash_hotplug_lock != -1) cpu_relax();
take:                           __crash_hotplug_lock = this_cpu;
                        }
trylock:                got = kexec_trylock();
busy:                   if (!got) {
                                /* "kexec_trylock() failed, elfcorehdr may be inaccurate" */
pr_info:                        /* not modelled: the message */
unlock_busy:                    smp_store_release(&__crash_hotplug_lock, -1);
out_busy:                       return;
                        }
locked:                 if (got) {
excuses:                        /* note: kdump = (kdump == due && at(__crash_kexec@v6.6) &&
                                 * (file_mode || update_elfcorehdr)) ? excused : kdump */
look:                           target = kexec_crash_image;
not_loaded:                     if (target == NULL) {
out_unloaded:                           goto out;
                                }
permission:                     { /* one step: two bits of one word */
look_:                                  allowed = file_mode || update_elfcorehdr;
                                }
not_permitted:                  if (!allowed) {
out_refused:                            goto out;
                                }
elfcorehdr_index:               /* not modelled: the segment that begins with the ELF magic is
                                 * found, and remembered */
arch_kexec_unprotect_crashkres:
                                crashk_prot = RW;
hp_action:                      /* not modelled: only the arch handler looks at it */
arch:                           arch_crash_handle_hotplug_event(target);
elfcorehdr_updated:             elfcorehdr_updated = true;
arch_kexec_protect_crashkres:
                                crashk_prot = RO;
out:                            kexec_unlock();
                        }
crash_hotplug_unlock:   smp_store_release(&__crash_hotplug_lock, -1);
}
