/* kernel/locking/semaphore.c, v2.6.26 .. ; text of v6.1 */
bool down_trylock(void)
{
        int count = 0; /* 0..3 */
        bool got = false;

lock:   { /* one step: a spinlock that is free is taken by one instruction */
spin:           while (console_sem_lock != -1) cpu_relax();
take:           console_sem_lock = this_cpu;
        }
count:  count = console_sem;
take:   if (count != 0) {
dec:            console_sem = count - 1;
        }
unlock: smp_store_release(&console_sem_lock, -1);
result: return count != 0;
}

/* kernel/locking/semaphore.c, v2.6.26 .. ; text of v6.1; form: one-step */
bool down_trylock(void)
{
        int count = 0; /* 0..3 */
        bool got = false;

all:    { /* one step: the raw lock inside the semaphore is not part of this question */
count:          count = console_sem;
take:           if (count != 0) {
dec:                    console_sem = count - 1;
ok:                     got = true;
                }
        }
result: return got;
}
