import {
  always,
  and,
  atOn,
  type Context,
  forAllCpus,
  implies,
  irqsOff,
  knowledge,
  not,
  type Property,
  type System,
} from '../model/language/index.js';

const CONTEXTS: readonly Context[] = ['task', 'softirq'];

/**
 * What local_irq_save() and local_irq_restore() promise, and local_irq_disable() and local_irq_enable(), read off the code
 * that uses them: interrupts are off in between, for everything that is called there, and as they were before again.
 */
export function irqsRestored(system: System): Property[] {
  const { interrupts } = knowledge(system);
  if (interrupts.off.length === 0) return [];
  return [
    always(
      'irqs-restored',
      forAllCpus((c) =>
        and(
          ...CONTEXTS.flatMap((context) => {
            const here = (points: typeof interrupts.off) => points.filter((p) => p.context === context);
            const off = irqsOff(c, context);
            return [
              implies(atOn(c, ...here(interrupts.off)), off),
              implies(atOn(c, ...here(interrupts.on)), not(off)),
            ];
          }),
        ),
      ),
      {
        says: 'Interrupts are off from the step that disables them to the one that restores them, and on elsewhere.',
        because:
          'interrupts are on where the code relies on their being off, or off where they should be on again',
      },
    ),
  ];
}
