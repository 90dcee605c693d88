/* kernel/panic.c, v6.18 ..
 * panic() is what vpanic() does, which it wraps since v6.17 */
bool panic_in_progress(void)
{
                int owner = -1; /* a CPU or -1 */

atomic_read:    owner = panic_cpu;
result:         return owner != -1;
}
