/* kexec-tools: kexec/kexec.c, kexec/crashdump.c, v2.0 ..; form: blind */
void kexec_p(void)
{
                        int sampled = 0; /* 0..3 */
                        int status = 0; /* 0 or -EBUSY or -EINVAL */

                        /* /proc/iomem, or the CPUs in sysfs */
get_crash_memory_ranges:
                        sampled = resources;
update_purgatory:       /* not modelled: SHA-256 over the segments; with --hotplug all but the
                         * elfcorehdr */
kexec_load:             status = do_kexec_load(false, sampled, true, false);
}

/* where image=file, other=load|none|size, load=kexec_file_load|file */
/* kexec-tools: kexec/kexec.c, kexec/crashdump.c, v2.0 ..; form: new */
void kexec_p(void)
{
                        int sampled = 0; /* 0..3 */
                        int status = 0; /* 0 or -EBUSY or -EINVAL */

kexec_file_load:        status = kexec_file_load(false);
}

/* where image=kexec-load, kernel=new, load=kexec_load|tools-new, digest=segment-index, order=elfcorehdr-purgatory-kernel */
/* kexec-tools: kexec/kexec.c, kexec/crashdump.c, v2.0 ..; form: new */
void kexec_p(void)
{
                        int sampled = 0; /* 0..3 */
                        int status = 0; /* 0 or -EBUSY or -EINVAL */

                        /* /proc/iomem, or the CPUs in sysfs */
get_crash_memory_ranges:
                        sampled = resources;
update_purgatory:       /* not modelled: SHA-256 over the segments; with --hotplug all but the
                         * elfcorehdr */
kexec_load:             status = do_kexec_load(false, sampled, true, false);
}

/* where kernel=old, udev=old|new, load=kexec_load, cpus=2, scenario=hotplug-matrix */
/* kexec-tools: kexec/kexec.c, kexec/crashdump.c, v2.0 ..; form: new */
void kexec_p(void)
{
                        int sampled = 0; /* 0..3 */
                        int status = 0; /* 0 or -EBUSY or -EINVAL */

                        /* /proc/iomem, or the CPUs in sysfs */
get_crash_memory_ranges:
                        sampled = resources;
update_purgatory:       /* not modelled: SHA-256 over the segments; with --hotplug all but the
                         * elfcorehdr */
kexec_load:             status = do_kexec_load(false, sampled, false, true);
}

/* where load=kexec_load|tools-old */
/* kexec-tools: kexec/kexec.c, kexec/crashdump.c, v2.0 ..; form: old */
void kexec_p(void)
{
                        int sampled = 0; /* 0..3 */
                        int status = 0; /* 0 or -EBUSY or -EINVAL */

                        /* /proc/iomem, or the CPUs in sysfs */
get_crash_memory_ranges:
                        sampled = resources;
update_purgatory:       /* not modelled: SHA-256 over the segments; with --hotplug all but the
                         * elfcorehdr */
kexec_load:             status = do_kexec_load(false, sampled, false, true);
}

/* where udev=old|new, load=kexec_file_load, cpus=2, scenario=hotplug-matrix */
/* kexec-tools: kexec/kexec.c, kexec/crashdump.c, v2.0 ..; form: old */
void kexec_p(void)
{
                        int sampled = 0; /* 0..3 */
                        int status = 0; /* 0 or -EBUSY or -EINVAL */

kexec_file_load:        status = kexec_file_load(false);
}
