/* kexec-tools: kexec/kexec.c, kexec/crashdump.c, v2.0 ..; form: blind */
void kexec_p_u(void)
{
                int status = 0; /* 0 or -EBUSY or -EINVAL */

kexec_load:     status = do_kexec_load(true, 0, false, false);
}

/* where image=file, other=none|size|load, load=kexec_file_load */
/* kexec-tools: kexec/kexec.c, kexec/crashdump.c, v2.0 ..; form: new */
void kexec_p_u(void)
{
                        int status = 0; /* 0 or -EBUSY or -EINVAL */

kexec_file_load:        status = kexec_file_load(true);
}

/* where image=kexec-load, load=kexec_load */
/* kexec-tools: kexec/kexec.c, kexec/crashdump.c, v2.0 ..; form: new */
void kexec_p_u(void)
{
                int status = 0; /* 0 or -EBUSY or -EINVAL */

kexec_load:     status = do_kexec_load(true, 0, false, false);
}

/* where load=kexec_load */
/* kexec-tools: kexec/kexec.c, kexec/crashdump.c, v2.0 ..; form: old */
void kexec_p_u(void)
{
                int status = 0; /* 0 or -EBUSY or -EINVAL */

kexec_load:     status = do_kexec_load(true, 0, false, false);
}

/* where udev=old|new, load=kexec_file_load, cpus=2, scenario=hotplug-matrix */
/* kexec-tools: kexec/kexec.c, kexec/crashdump.c, v2.0 ..; form: old */
void kexec_p_u(void)
{
                        int status = 0; /* 0 or -EBUSY or -EINVAL */

kexec_file_load:        status = kexec_file_load(true);
}
