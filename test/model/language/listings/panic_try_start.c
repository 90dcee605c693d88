/* kernel/panic.c, v6.18 ..
 * panic() is what vpanic() does, which it wraps since v6.17 */
bool panic_try_start(void)
{
                int old = -1; /* a CPU or -1 */

try_cmpxchg:    old = cmpxchg(&panic_cpu, -1, this_cpu);
result:         return old == -1;
}
