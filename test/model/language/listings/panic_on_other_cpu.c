/* kernel/panic.c, v6.18 ..
 * panic() is what vpanic() does, which it wraps since v6.17 */
bool panic_on_other_cpu(void)
{
                bool panics = false;
                bool here = false;

in_progress:    panics = panic_in_progress();
none:           if (!panics) {
fail:                   return false;
                }
on_this:        here = panic_on_this_cpu();
result:         return !here;
}
