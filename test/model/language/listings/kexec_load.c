/* user space, any */
void kexec_load(void)
{
                int status = 0; /* 0 or -EBUSY or -ENOMEM */

syscall:        status = do_kexec_load();
}
