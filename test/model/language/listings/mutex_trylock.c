/* kernel/locking/mutex.c, v4.10 .. v6.1 (owner word with flag bits)
 * HANDOFF and PICKUP bits and optimistic spinning are left out: they decide who is next, not who
 * may be */
bool mutex_trylock(void)
{
        bool locked = false;

try_:   locked = __mutex_trylock();
result: return locked;
}
