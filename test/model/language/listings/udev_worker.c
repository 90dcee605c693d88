/* systemd-udevd, any; form: v6.0 */
void udev_worker(void)
{
wait_for_uevent_1:      while (uevents < 1) cpu_relax();
rule_1:                 udev_rule();
wait_for_uevent_2:      while (uevents < 2) cpu_relax();
rule_2:                 udev_rule();
}

/* where other=none, cpus=2 */
/* systemd-udevd, any; form: v6.6 */
void udev_worker(void)
{
wait_for_uevent_1:      while (uevents < 1) cpu_relax();
rule_1:                 udev_rule();
wait_for_uevent_2:      while (uevents < 2) cpu_relax();
rule_2:                 udev_rule();
}

/* where udev=yes, other=size|load|load-old, cpus=3, scenario=crash-hotplug */
/* systemd-udevd, any; form: v6.6 */
void udev_worker(void)
{
wait_for_uevent_1:      while (uevents < 1) cpu_relax();
rule_1:                 udev_rule();
}
