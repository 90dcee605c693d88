import { describe, expect, it } from 'vitest';
import { explore } from '../../checker/explore.js';
import {
  type Block,
  call,
  type Fn,
  flag,
  fn,
  knowledge,
  local_irq_disable,
  local_irq_enable,
  local_irq_restore,
  local_irq_save,
  lower,
  on,
  type Property,
  read,
  type System,
  shared,
  system,
  vector,
  when,
  write,
} from '../../model/language/index.js';
import { irqsRestored } from '../../properties/irqs-restored.js';

const g = shared({ data: flag, other: flag });
const source = { file: 'kernel/irq/chip.c', versions: 'any' };
const work = write(g.data, true);
const more = write(g.other, true);

const taking = (f: Fn): System => system({ name: 's', cpus: 2, tasks: f });
const guarded = (body: Block = { work }) =>
  fn('guarded', { source, locals: { flags: flag } }, ({ flags }) => ({
    save: local_irq_save(flags),
    ...body,
    restore: local_irq_restore(flags),
    after: more,
  }));
/** The verdict on a text, when the promise is that of another one. */
const verdict = async (text: Fn, promised: Fn): Promise<string> => {
  const properties: Property[] = irqsRestored(taking(promised));
  return (await explore(lower(taking(text), properties))).properties[0].verdict;
};
const without = (label: string): Fn => {
  const f = guarded();
  return { ...f, body: Object.fromEntries(Object.entries(f.body).filter(([l]) => l !== label)) };
};

describe('irqs-restored', () => {
  it('holds of the code that it is read off', async () => {
    expect(await verdict(guarded(), guarded())).toBe('holds');
  });

  it('is violated where interrupts are left on, or left off', async () => {
    expect(await verdict(without('restore'), guarded())).toBe('violated');
    const late = fn('guarded', { source, locals: { flags: flag } }, ({ flags }) => ({
      work,
      save: local_irq_save(flags),
      restore: local_irq_restore(flags),
      after: more,
    }));
    expect(await verdict(late, guarded())).toBe('violated');
  });

  it('promises nothing where nobody disables them', () => {
    expect(irqsRestored(taking(fn('f', { source }, () => ({ work }))))).toEqual([]);
  });
});

describe('knowledge of interrupts', () => {
  const off = (s: System) => knowledge(s).interrupts.off.map((p) => `${p.context}:${p.fn}.${p.label}`);

  it('goes into what is called, and knows who else calls it', () => {
    const callee = fn('callee', { source }, () => ({ work }));
    expect(off(taking(guarded({ inner: call(callee) })))).toContain('task:callee.');
    const both = fn('both', { source }, () => ({
      outside: call(callee),
      inside: call(guarded({ inner: call(callee) })),
    }));
    const known = off(taking(both));
    // In the callee itself they may be on; where it is called under the guard, they are not.
    expect(known).not.toContain('task:callee.');
    expect(known).toContain('task:guarded.inner');
  });

  it('says nothing where they are on or off, as it comes', () => {
    const f = fn('f', { source }, () => ({
      maybe: when(read(g.other), { off: local_irq_disable }),
      work,
      on: local_irq_enable,
    }));
    const { interrupts } = knowledge(taking(f));
    const labels = [...interrupts.off, ...interrupts.on].map((p) => p.label);
    expect(labels).not.toContain('work');
  });

  it('leaves out interrupts and NMIs, which have none', () => {
    const nmi = fn('nmi', { source }, () => ({ off: local_irq_disable, work }));
    const s = system({
      name: 's',
      cpus: 1,
      tasks: [null],
      vectors: [on(vector('v', 'nmi'), nmi, { times: 1 })],
    });
    expect(knowledge(s).interrupts).toEqual({ off: [], on: [] });
  });
});
