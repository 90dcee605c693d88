import { describe, expect, it } from 'vitest';
import { ExportRefusal } from '../../../checker/export/target.js';
import { moduleName, tla } from '../../../checker/export/tla.js';
import {
  type AnyFn,
  always,
  and,
  assert,
  atEnd,
  atOn,
  atomic,
  cmpxchg,
  cpuNumber,
  cpuOrNone,
  cpuSet,
  eq,
  existsCpu,
  flag,
  fn,
  halt,
  int,
  lower,
  NONE,
  ne,
  never,
  on,
  oneOf,
  or,
  type Property,
  perCpu,
  point,
  reachable,
  read,
  send,
  set,
  shared,
  system,
  vector,
  wait,
  when,
  write,
} from '../../../model/language/index.js';

const words = { says: 'It is so.', because: 'it is not so' };
const source = { file: 'kernel/panic.c', versions: 'none' };
const g = shared({
  __kexec_lock: int(0, 1),
  panic_cpu: cpuOrNone,
  image: oneOf('none', 'old'),
  kept: oneOf('none', 'old'),
  one: flag,
  two: flag,
  stopped_mask: cpuSet,
});
const { saved } = perCpu({ saved: flag });

function write_(
  task: AnyFn,
  properties: readonly Property[] = [],
  vectors: Parameters<typeof system>[0]['vectors'] = [],
) {
  const m = lower(system({ name: 'small', cpus: 2, tasks: task, vectors }), properties);
  return tla.write(m, { title: 'small-test', settings: ['lock=none'] });
}

/** A definition of the module, without the comments above it. */
function definition(text: string, name: string): string {
  const lines = text.split('\n');
  const first = lines.findIndex((l) => l.startsWith(`${name} ==`) || l.startsWith(`${name}(self) ==`));
  expect(first, name).toBeGreaterThan(0);
  const length = lines.slice(first + 1).findIndex((l) => !l.startsWith('  '));
  return lines.slice(first, first + 1 + length).join('\n');
}

describe('a step', () => {
  const claims = fn('nmi_panic', { source, locals: { old: cpuOrNone } }, ({ self, old }) => ({
    claim: cmpxchg(g.panic_cpu, NONE, self, old),
    lost: when(ne(old, NONE), { loop: halt }),
    save: write(saved.of(self), true),
  }));

  it('is an action of the CPU that takes it, with a way for each outcome', () => {
    expect(definition(write_(claims).text, 'nmi_panic_claim')).toMatchInlineSnapshot(`
      "nmi_panic_claim(self) ==
        /\\ TaskAt(self, "nmi_panic_claim")
           \\* if (old != -1) [then]
        /\\ \\/ /\\ panic_cpu # NONE
              /\\ pc_task' = [pc_task EXCEPT ![self] = "nmi_panic_lost_loop"]
              /\\ UNCHANGED kernel
           \\* if (old != -1) [else]
           \\/ /\\ panic_cpu = NONE
              /\\ panic_cpu' = self
              /\\ pc_task' = [pc_task EXCEPT ![self] = "nmi_panic_save"]
              /\\ UNCHANGED saved"
    `);
  });

  it('says what it assigns in terms of what was there before', () => {
    const swaps = fn('swaps', { source, locals: { held: oneOf('none', 'old') } }, ({ held }) => ({
      swap: atomic('in one go', {
        hold: set(held, read(g.image)),
        there: write(g.image, read(g.kept)),
        back: write(g.kept, held),
      }),
    }));
    const action = definition(write_(swaps).text, 'swaps_swap_hold');
    expect(action).toContain("image' = kept");
    expect(action).toContain("kept' = image");
  });

  it('reads a cell that it may have written, whichever it was', () => {
    const writes = fn('writes', { source }, ({ self }) => ({
      both: atomic('in one go', {
        mine: write(saved.of(self), true),
        first: write(g.one, read(saved.of(cpuNumber(0)))),
      }),
    }));
    const action = definition(write_(writes).text, 'writes_both_mine');
    expect(action).toContain("saved' = [saved EXCEPT ![self] = TRUE]");
    expect(action).toContain("one' = [saved EXCEPT ![self] = TRUE][0]");
  });

  it('keeps a condition together that is assigned: = binds tighter than \\/', () => {
    const notes = fn('notes', { source }, () => ({
      note: atomic('in one go', { it: write(g.one, or(read(g.one), read(g.two))) }),
    }));
    expect(definition(write_(notes).text, 'notes_note_it')).toContain("one' = (one \\/ two)");
  });

  it('declares no variable for a local that holds nothing between two steps', () => {
    expect(write_(claims).text).not.toContain('task_old');
  });

  it('is refused if there are too many ways through it', () => {
    const cells = Object.values(
      shared(Object.fromEntries(Array.from({ length: 13 }, (_, i) => [`c${i}`, int(0, 1)]))),
    );
    const wide = fn('wide', { source }, ({ self }) => ({
      steps: atomic(
        'in one go',
        Object.fromEntries(
          Array.from({ length: 13 }, (_, i) => [
            `s${i}`,
            when(eq(read(cells[i]), 1), { flip: write(saved.of(self), i % 2 === 0) }),
          ]),
        ),
      ),
    }));
    expect(() => write_(wide)).toThrow(ExportRefusal);
    expect(() => write_(wide)).toThrow('wide(), steps.s0 is one transition with too many ways through it');
  });
});

describe('interrupts', () => {
  const ipi = vector('stop_ipi', 'hardirq');
  const handler = fn('stop_handler', { source }, () => ({ park: halt }));
  const sends = fn('sends', { source }, ({ self }) => ({ ipi: send(ipi, self), wait: wait(read(g.one)) }));
  const { text } = write_(sends, [], [on(ipi, handler, { times: 1, per: 'cpu' })]);

  it('are pending on a set of CPUs, and arrive as often as they may', () => {
    expect(definition(text, 'sends_ipi')).toContain("pending_stop_ipi' = pending_stop_ipi \\cup {self}");
    expect(definition(text, 'stop_ipi_delivered')).toContain(
      "pending_stop_ipi' = pending_stop_ipi \\ {self}",
    );
    expect(definition(text, 'stop_ipi_arrives')).toContain('left_stop_ipi[self] > 0');
  });
});

describe('properties', () => {
  const task = fn('panic', { source }, ({ self }) => ({
    claim: write(g.panic_cpu, self),
    loop: wait(read(g.one)),
    sane: assert(eq(read(g.image), 'none'), 'there is no image'),
  }));
  const owns = existsCpu((c) => and(eq(read(g.panic_cpu), c), atOn(c, point(task, 'loop'))));
  const { text, beside } = write_(task, [
    always('lock-and-image', and(eq(read(g.__kexec_lock), 0), eq(read(g.image), 'none')), words),
    never('owner-waits', owns, { ...words, trigger: ne(read(g.panic_cpu), NONE) }),
    atEnd('ends-well', read(g.one), words),
    reachable('claimed', eq(read(g.panic_cpu), cpuNumber(1)), words),
  ]);

  it('are invariants, with the quantifiers over CPUs that were asked for', () => {
    expect(definition(text, 'lock_and_image')).toBe(
      'lock_and_image ==\n  /\\ __kexec_lock = 0\n  /\\ image = "none"',
    );
    expect(definition(text, 'owner_waits')).toBe(
      'owner_waits == ~(\\E cpu \\in CPU : panic_cpu = cpu /\\ pc_task[cpu] = "panic_loop")',
    );
    expect(definition(text, 'owner_waits_is_vacuous')).toBe('owner_waits_is_vacuous == panic_cpu = NONE');
    expect(definition(text, 'ends_well')).toBe('ends_well == (RunIsOver /\\ failed_assertion = 0) => one');
    expect(definition(text, 'claimed_is_unreachable')).toBe('claimed_is_unreachable == panic_cpu # 1');
  });

  it('are listed in a configuration beside the module, and apart from it the count of states', () => {
    expect(beside['small_test.cfg']).toMatchInlineSnapshot(`
      "SPECIFICATION Spec
      INVARIANTS
        TypeOK
        lock_and_image
        owner_waits
        ends_well
        claimed_is_unreachable
        assertions
      CHECK_DEADLOCK FALSE
      "
    `);
    expect(beside['small_test_states.cfg']).toContain('INVARIANTS\n  TypeOK\nCHECK_DEADLOCK FALSE\n');
  });
});

it('calls the module as its file has to be called', () => {
  expect(moduleName('kexec-lock')).toBe('kexec_lock');
  expect(moduleName('3 CPUs')).toBe('m_3_CPUs');
  const { text } = write_(fn('idles', { source }, () => ({ end: halt })));
  expect(text).toContain(' MODULE small_test ');
  expect(text).toContain('small-test (lock=none), written by panic-check.');
});
