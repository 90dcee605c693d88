/* kernel/panic.c, v6.18 ..
 * panic() is what vpanic() does, which it wraps since v6.17 */
void panic_reset(void)
{
atomic_set:     panic_cpu = -1;
}
