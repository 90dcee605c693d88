/* user space, any; form: once */
void hotplug(void)
{
event:  online_pages();
}

/* where event=memory */
/* user space, any; form: twice */
void hotplug(void)
{
event:          online_pages();
another:        online_pages();
}

/* where lock=cmpxchg, invalidate=yes, permission=checked, udev=none, other=none, event=cpu, failure=none|no-memory, scenario=crash-hotplug */
/* user space, any; form: twice */
void hotplug(void)
{
event:          cpu_up();
another:        cpu_up();
}
