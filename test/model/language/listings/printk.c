/* where scenario=panic-printk */
/* any, any
 * any task that prints one line */
void printk(void)
{
vprintk:        vprintk(other);
}

/* where scenario=printk-locks */
/* any, any */
void printk(void)
{
console:        serial_write();
}

/* any, any; form: cpu-sync-after */
void printk(void)
{
vprintk:        vprintk();
}

/* any, any; form: cpu-sync-before */
void printk(void)
{
vprintk:        vprintk();
}

/* any, any; form: merged */
void printk(void)
{
vprintk:        vprintk(other);
}

/* any, any; form: posted */
void printk(void)
{
vprintk:        vprintk(other);
}

/* any, any; form: v3.0 */
void printk(void)
{
vprintk:        vprintk(other);
}

/* any, any; form: v3.1 */
void printk(void)
{
vprintk:        vprintk(other);
}

/* any, any; form: v4.16 */
void printk(void)
{
vprintk:        vprintk(other);
}

/* any, any; form: v6.1 */
void printk(void)
{
vprintk:        vprintk(other);
}
