/* user space, any */
void read_kexec_crash_size(void)
{
sysfs:  crash_get_memory_size();
}
