/* the processor, x86
 * an NMI, and no entry for it in the IDT */
void triple_fault(void)
{
reset:  /* machine ends: triple_fault */
}
