/* kernel/locking/semaphore.c, v2.6.26 .. ; text of v6.1 */
void up(void)
{
        int count = 0; /* 0..3 */

lock:   { /* one step: a spinlock that is free is taken by one instruction */
spin:           while (console_sem_lock != -1) cpu_relax();
take:           console_sem_lock = this_cpu;
        }
count:  count = console_sem;
        /* nobody sleeps on it here */
inc:    console_sem = count + 1;
unlock: smp_store_release(&console_sem_lock, -1);
}

/* kernel/locking/semaphore.c, v2.6.26 .. ; text of v6.1; form: one-step */
void up(void)
{
        int count = 0; /* 0..3 */

all:    { /* one step: the raw lock inside the semaphore is not part of this question */
count:          count = console_sem;
inc:            console_sem = count + 1;
        }
}
