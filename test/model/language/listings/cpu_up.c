/* kernel/cpu.c, drivers/base/cpu.c, v4.10 ..; form: v6.6 */
void cpu_up(void)
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
