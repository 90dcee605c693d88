/* user space, any */
void some_task(void)
{
works:  for (;;) cpu_relax(); /* ends here, as intended */
}
