/* where udev=new */
/* 98-kexec.rules, since crash hotplug; form: v6.0 */
void udev_rule(void)
{
                bool crash_hotplug = false;

attrs:          /* not modelled: no such attribute, which is not "1" */
kdump_reload:   kdump_reload();
}

/* where udev=old */
/* 98-kexec.rules, before crash hotplug; form: v6.0 */
void udev_rule(void)
{
                bool crash_hotplug = false;

kdump_reload:   kdump_reload();
}

/* where udev=old, cpus=2, scenario=hotplug-matrix */
/* 98-kexec.rules, before crash hotplug; form: v6.6 */
void udev_rule(void)
{
                bool crash_hotplug = false;

kdump_reload:   kdump_reload();
}

/* where udev=yes|new */
/* 98-kexec.rules, since crash hotplug; form: v6.6 */
void udev_rule(void)
{
                bool crash_hotplug = false;

attrs:          crash_hotplug = crash_check_update_elfcorehdr();
kdump_reload:   if (!crash_hotplug) {
run:                    kdump_reload();
                }
}
