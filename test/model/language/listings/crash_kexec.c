/* kernel/kexec_core.c, v4.5 .. v6.17; text of v6.1 (7bbee5ca3896) */
void crash_kexec(void)
{
        int old = -1; /* a CPU or -1 */

claim:  old = cmpxchg(&panic_cpu, -1, this_cpu);
first:  if (old == -1) {
crash:          __crash_kexec();
reset:          panic_cpu = -1;
        }
}
