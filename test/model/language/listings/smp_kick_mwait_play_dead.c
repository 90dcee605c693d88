/* arch/x86/kernel/smpboot.c, v6.5 .. (d7893093a741); form: expires */
void smp_kick_mwait_play_dead(void)
{
                        int c = 0; /* a CPU */
                        int status = 0; /* 0 or MWAIT_WAIT or MWAIT_KEXEC_HLT or overwritten */

for_each_offline:       for_each_cpu(c, cpu_possible_mask) {
online:                         if (cpumask_test_cpu(c, &cpu_online_mask)) {
next:                                   continue;
                                }
status:                         status = READ_ONCE(per_cpu(mwait_cpu_dead_status, c));
elsewhere:                      if (status != MWAIT_WAIT) {
not_in_mwait:                           continue;
                                }
newstate:                       WRITE_ONCE(per_cpu(mwait_cpu_dead_control, c), MWAIT_KEXEC_HLT);
wait_5ms:                       while (READ_ONCE(per_cpu(mwait_cpu_dead_status, c)) !=
                                       MWAIT_KEXEC_HLT) cpu_relax(); /* bounded: may give up */
                        }
}

/* arch/x86/kernel/smpboot.c, v6.5 .. (d7893093a741); form: never */
void smp_kick_mwait_play_dead(void)
{
                        int c = 0; /* a CPU */
                        int status = 0; /* 0 or MWAIT_WAIT or MWAIT_KEXEC_HLT or overwritten */

for_each_offline:       for_each_cpu(c, cpu_possible_mask) {
online:                         if (cpumask_test_cpu(c, &cpu_online_mask)) {
next:                                   continue;
                                }
status:                         status = READ_ONCE(per_cpu(mwait_cpu_dead_status, c));
elsewhere:                      if (status != MWAIT_WAIT) {
not_in_mwait:                           continue;
                                }
newstate:                       WRITE_ONCE(per_cpu(mwait_cpu_dead_control, c), MWAIT_KEXEC_HLT);
wait_5ms:                       while (READ_ONCE(per_cpu(mwait_cpu_dead_status, c)) !=
                                       MWAIT_KEXEC_HLT) cpu_relax();
                        }
}
