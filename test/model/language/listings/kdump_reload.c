/* kdump service, any; form: v6.0 */
void kdump_reload(void)
{
unload: kexec_p_u();
load:   kexec_p();
}

/* kdump service, any; form: v6.6 */
void kdump_reload(void)
{
unload: kexec_p_u();
load:   kexec_p();
}
