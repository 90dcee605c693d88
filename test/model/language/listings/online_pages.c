/* mm/memory_hotplug.c, drivers/base/memory.c, v4.13 ..; form: v6.0 */
void online_pages(void)
{
lock_device_hotplug:    { /* one step: a mutex that is free is taken by one instruction */
sleep:                          while (hotplug_locks != -1) cpu_relax();
take:                           hotplug_locks = this_cpu;
                        }
                        /* under the hotplug locks */
resources:              atomic_inc(&resources);
notify:                 /* not modelled: nobody in the kernel cares for the crash image */
unlock_device_hotplug:  smp_store_release(&hotplug_locks, -1);
kobject_uevent:         atomic_inc(&uevents);
}

/* where lock=cmpxchg, invalidate=yes, permission=checked, udev=yes|old|new, other=none|size|load|load-old, failure=none, cpus=2|3, scenario=crash-hotplug|hotplug-matrix, load=kexec_load|kexec_file_load */
/* mm/memory_hotplug.c, drivers/base/memory.c, v4.13 ..; form: v6.6 */
void online_pages(void)
{
lock_device_hotplug:    { /* one step: a mutex that is free is taken by one instruction */
sleep:                          while (hotplug_locks != -1) cpu_relax();
take:                           hotplug_locks = this_cpu;
                        }
                        /* under the hotplug locks */
resources:              atomic_inc(&resources);
notify:                 crash_handle_hotplug_event();
unlock_device_hotplug:  smp_store_release(&hotplug_locks, -1);
kobject_uevent:         atomic_inc(&uevents);
}

/* where udev=none, cpus=2|1, scenario=crash-hotplug|crash-digest, load=file|tools-new|tools-old */
/* mm/memory_hotplug.c, drivers/base/memory.c, v4.13 ..; form: v6.6 */
void online_pages(void)
{
lock_device_hotplug:    { /* one step: a mutex that is free is taken by one instruction */
sleep:                          while (hotplug_locks != -1) cpu_relax();
take:                           hotplug_locks = this_cpu;
                        }
                        /* under the hotplug locks */
resources:              atomic_inc(&resources);
notify:                 crash_handle_hotplug_event();
unlock_device_hotplug:  smp_store_release(&hotplug_locks, -1);
}
