/* kernel/panic.c, v4.5 .. v6.17; text of v6.1 (1717f2096b54) */
void nmi_panic(void)
{
                int old = -1; /* a CPU or -1 */

claim:          old = cmpxchg(&panic_cpu, -1, this_cpu);
first:          if (old == -1) {
enter:                  panic();
                }
elsewhere:      if (old != -1 && old != this_cpu) {
stop:                   nmi_panic_self_stop();
                }
}

/* kernel/panic.c, v4.5 .. v6.17; text of v6.1 (1717f2096b54); form: polls */
void nmi_panic(void)
{
                int old = -1; /* a CPU or -1 */

claim:          old = cmpxchg(&panic_cpu, -1, this_cpu);
first:          if (old == -1) {
enter:                  panic();
elsewhere:      } else if (old != this_cpu) {
stop:                   nmi_panic_self_stop();
                }
}

/* kernel/panic.c, v4.5 .. v6.17; text of v6.1 (1717f2096b54); form: spins */
void nmi_panic(void)
{
                int old = -1; /* a CPU or -1 */

claim:          old = cmpxchg(&panic_cpu, -1, this_cpu);
first:          if (old == -1) {
enter:                  panic();
elsewhere:      } else if (old != this_cpu) {
stop:                   nmi_panic_self_stop();
                }
}

/* kernel/panic.c, .. v3.2; text of v2.6.38; form: v2.6.38 */
void nmi_panic(void)
{
        /* NMI handlers call panic() themselves */
direct: panic();
}

/* kernel/panic.c, v3.3 .. v3.5 (93e13a360ba3); form: v3.3 */
void nmi_panic(void)
{
        /* NMI handlers call panic() themselves */
direct: panic();
}

/* kernel/panic.c, v3.6 .. v4.4 (190320c3b664); form: v3.6 */
void nmi_panic(void)
{
        /* NMI handlers call panic() themselves */
direct: panic();
}

/* kernel/panic.c, v4.5 .. v5.3 (1717f2096b54); form: v4.5 */
void nmi_panic(void)
{
                int old = -1; /* a CPU or -1 */

claim:          old = cmpxchg(&panic_cpu, -1, this_cpu);
first:          if (old == -1) {
enter:                  panic();
                }
elsewhere:      if (old != -1 && old != this_cpu) {
stop:                   nmi_panic_self_stop();
                }
}

/* kernel/panic.c, v6.18 ..; form: v6.18
 * panic() is what vpanic() does, which it wraps since v6.17 */
void nmi_panic(void)
{
                bool won = false;
                bool other = false;

try_start:      won = panic_try_start();
first:          if (won) {
enter:                  panic();
                }
on_other:       other = panic_on_other_cpu();
elsewhere:      if (other) {
stop:                   nmi_panic_self_stop();
                }
}

/* kernel/panic.c, posted 14 Jul 2026, v4 1/3 and 2/3; form: v6.18-force-fixed */
void nmi_panic(void)
{
                bool won = false;
                bool other = false;

try_start:      won = panic_try_start();
first:          if (won) {
enter:                  panic();
                }
on_other:       other = panic_on_other_cpu();
elsewhere:      if (other) {
stop:                   nmi_panic_self_stop();
                }
}

/* kernel/panic.c, never: a fix that the posted one warns of; form: v6.18-force-loser-stops */
void nmi_panic(void)
{
                bool won = false;
                bool other = false;

try_start:      won = panic_try_start();
first:          if (won) {
enter:                  panic();
                }
on_other:       other = panic_on_other_cpu();
elsewhere:      if (other) {
stop:                   nmi_panic_self_stop();
                }
}

/* kernel/panic.c, posted 14 Jul 2026, v4 1/3 to 3/3; form: v6.18-force-nmi-first */
void nmi_panic(void)
{
                bool redirected = false;
                bool won = false;

try_force_cpu:  redirected = panic_try_force_cpu();
not_redirected: if (!redirected) {
try_start:              won = panic_try_start();
first:                  if (won) {
enter:                          panic();
                        }
                }
                /* also when the panic is on this CPU */
self_stop:      nmi_panic_self_stop();
}

/* kernel/panic.c, v7.0 .. (2e171ab29f91); form: v6.18-force-original */
void nmi_panic(void)
{
                bool won = false;
                bool other = false;

try_start:      won = panic_try_start();
first:          if (won) {
enter:                  panic();
                }
on_other:       other = panic_on_other_cpu();
elsewhere:      if (other) {
stop:                   nmi_panic_self_stop();
                }
}
