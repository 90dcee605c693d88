/* arch/x86/kernel/smpboot.c, v6.5 .. (d7893093a741) */
void mwait_play_dead(void)
{
                        int control = 0; /* 0 or MWAIT_WAIT or MWAIT_KEXEC_HLT or overwritten */

                        /* sleeps until somebody writes to the line */
mwait:                  while (this_cpu(mwait_cpu_dead_control) == MWAIT_WAIT) cpu_relax();
control:                control = READ_ONCE(this_cpu(mwait_cpu_dead_control));
kexec:                  if (control == MWAIT_KEXEC_HLT) {
status:                         WRITE_ONCE(this_cpu(mwait_cpu_dead_status), MWAIT_KEXEC_HLT);
native_halt:                    for (;;) cpu_relax(); /* ends here, as intended */
                        }
                        /* goes on in text that may be gone, and back to MWAIT if it is not */
cond_wakeup_cpu0:       for (;;) cpu_relax(); /* until another CPU ends the run */
}

/* arch/x86/kernel/smpboot.c, v2.6.37 .. v6.4 (before d7893093a741); form: v6.4 */
void mwait_play_dead(void)
{
                        int control = 0; /* 0 or MWAIT_WAIT or MWAIT_KEXEC_HLT or overwritten */

                        /* sleeps until somebody writes to the line */
mwait:                  while (this_cpu(mwait_cpu_dead_control) == MWAIT_WAIT) cpu_relax();
                        /* goes on in text that may be gone, and back to MWAIT if it is not */
cond_wakeup_cpu0:       for (;;) cpu_relax(); /* until another CPU ends the run */
}
