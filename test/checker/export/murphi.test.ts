import { describe, expect, it } from 'vitest';
import { murphi } from '../../../checker/export/murphi.js';
import {
  always,
  and,
  atOn,
  cmpxchg,
  cpuNumber,
  cpuOrNone,
  eq,
  existsCpu,
  fn,
  ghost,
  halt,
  int,
  lower,
  type Machine,
  NONE,
  ne,
  never,
  noDeadlock,
  note,
  on,
  oneOf,
  perCpu,
  point,
  read,
  shared,
  system,
  vector,
  when,
  write,
} from '../../../model/language/index.js';
import { scenarios, variantOf } from '../../../scenarios/index.js';

const words = { says: 'It is so.', because: 'it is not so' };
const write_ = (m: Machine) => murphi.write(m, { title: m.name, settings: [] }).text;

const g = shared({ panic_cpu: cpuOrNone, image: oneOf('none', 'old') });
const { state } = perCpu({ state: oneOf('running', 'old', '-EBUSY') });
const { claims } = ghost({ claims: int(0, 3) });

const panic = fn(
  'panic',
  { source: { file: 'kernel/panic.c', versions: 'none' }, locals: { old: cpuOrNone } },
  ({ self, old }) => ({
    claim: cmpxchg(g.panic_cpu, NONE, self, old),
    lost: when(ne(old, NONE), { loop: halt }),
    seen: note(claims, 1),
    busy: write(state.of(self), '-EBUSY'),
    free: write(g.image, 'none'),
  }),
);
const small = lower(
  system({ name: 'small', cpus: 2, tasks: panic, vectors: [on(vector('NMI', 'nmi'), panic, { times: 1 })] }),
  [
    never(
      'owner-is-lost',
      existsCpu((c) => and(eq(read(g.panic_cpu), c), atOn(c, point(panic, 'lost')))),
      words,
    ),
    always('one-is-not-busy', ne(read(state.of(cpuNumber(1))), '-EBUSY'), words),
    noDeadlock,
  ],
);

describe('a small system in Murphi', () => {
  const text = write_(small);
  const part = (from: string, to: string) => text.slice(text.indexOf(from), text.indexOf(to));

  it('declares variables by their names and values by theirs, each once', () => {
    expect(part('type\n', '\n\n-- Nothing')).toMatchInlineSnapshot(`
      "type
        CPU: 0..CPUS - 1;
        CPU_OR_NONE: NO_CPU..CPUS - 1;
        CPU_MASK: 0..ALL_CPUS;
        task_place: enum { task_idle, panic_claim, panic_lost_loop, panic_busy, panic_free };
        nmi_place: enum { nmi_idle, panic_claim_2, panic_lost_loop_2, panic_busy_2, panic_free_2 };
        outcome_t: enum { running };
        image_t: enum { none, old };
        state_t: enum { state_running, state_old, EBUSY };

      var
        image: image_t;
        state: array [CPU] of state_t;
        panic_cpu: CPU_OR_NONE;
        -- Of the question, not of the kernel:
        claims: 0..3;
        -- What runs on each CPU, by context:
        task: array [CPU] of record
          pc: task_place;
          -- old of panic()
          old: CPU_OR_NONE;
        end;
        nmi: array [CPU] of record
          pc: nmi_place;
          -- old of panic()
          old: CPU_OR_NONE;
        end;
        left_NMI: 0..1;   -- how often it may still arrive
        outcome: outcome_t;   -- how the run ended"
    `);
  });

  it('has a rule for each step, for any CPU', () => {
    expect(part('-- The task context\n', '-- The nmi context\n')).toMatchInlineSnapshot(`
      "-- The task context

      ruleset cpu: CPU do

        -- kernel/panic.c: panic()
        rule "panic.claim"
          -- old = cmpxchg(&panic_cpu, -1, this_cpu);
          task[cpu].pc = panic_claim & task_runs(cpu)
        ==>
        begin
          task[cpu].old := panic_cpu;
          if panic_cpu = NO_CPU then panic_cpu := cpu; end;
          -- panic.lost: if (old != -1)
          if task[cpu].old != NO_CPU then
            task[cpu].old := NO_CPU;
            task[cpu].pc := panic_lost_loop;
          else
            task[cpu].old := NO_CPU;
            -- panic.seen: /* note: claims = 1 */
            claims := 1;
            task[cpu].pc := panic_busy;
          end;
        end;

        rule "panic.busy"
          -- this_cpu(state) = -EBUSY;
          task[cpu].pc = panic_busy & task_runs(cpu)
        ==>
        begin
          state[cpu] := EBUSY;
          task[cpu].pc := panic_free;
        end;

        rule "panic.free"
          -- image = none;
          task[cpu].pc = panic_free & task_runs(cpu)
        ==>
        begin
          image := none;
          task[cpu].pc := task_idle;
        end;

      endruleset;

      "
    `);
  });

  it('has rules for interrupts, and numbers the properties', () => {
    expect(text.slice(text.indexOf('-- Interrupts'))).toMatchInlineSnapshot(`
      "-- Interrupts

      ruleset cpu: CPU do

        rule "NMI arrives"
          left_NMI > 0 & nmi_can_enter(cpu)
        ==>
        begin
          left_NMI := left_NMI - 1;
          nmi[cpu].pc := panic_claim_2;
        end;

      endruleset;

      -- Properties

      -- 1. It is so.
      invariant "owner-is-lost"
        (CHECK = 0 | CHECK = 1) -> !exists c: CPU do panic_cpu = c & (task[c].pc = panic_lost_loop |
            nmi[c].pc = panic_lost_loop_2) end;

      -- 2. It is so.
      invariant "one-is-not-busy"
        (CHECK = 0 | CHECK = 2) -> state[1] != EBUSY;

      -- 3. No CPU is left waiting for something that can never happen.
      invariant "no-deadlock"
        (CHECK = 0 | CHECK = 3) -> !deadlock();
      "
    `);
  });
});

describe('what Murphi is strict about', () => {
  it('a value that is computed with is a number, and its type a range', () => {
    const [field] = small.variables.map((v, i) => (v.name === 'image' ? i : -1)).filter((i) => i >= 0);
    const [one, image] = [
      { kind: 'const', value: 1 },
      { kind: 'cell', variable: field, index: null },
    ] as const;
    const m: Machine = {
      ...small,
      properties: [{ ...small.properties[1], expr: { kind: 'op', op: '<', args: [image, one] } }],
    };
    expect(write_(small)).toContain('image_t: enum { none, old };');
    const text = write_(m);
    expect(text).toContain('image_t: 0..1;');
    expect(text).toMatch(/const\n(.*\n)* {2}none: 0;\n {2}old: 1;\n/);
    expect(text).toContain('-> image < old;');
  });

  it("names are letters, digits and underscores, keywords are nobody else's, and lines are not too long", () => {
    for (const scenario of scenarios) {
      const { system: s, properties } = scenario.build(variantOf(scenario, {}));
      const lines = write_(lower(s, properties)).split('\n');
      expect(lines.filter((l) => l.length > 160)).toEqual([]);
      const code = lines.map((l) => l.replace(/--.*|"[^"]*"/g, '')).join('\n');
      // All that may stand in a text besides words and numbers.
      expect(code.replace(/[A-Za-z]\w*|\d+|[\s:;,.()[\]{}<>=!&|?+\-*/%]/g, '')).toBe('');
    }
  });

  it('a kernel variable called like a keyword gets another name', () => {
    const odd = shared({ rule: int(0, 1), End: int(0, 1), cpu: int(0, 1) });
    const m = lower(
      system({
        name: 'odd',
        cpus: 1,
        tasks: fn('f', { source: { file: 'f.c', versions: 'none' } }, () => ({
          a: write(odd.rule, 1),
          b: write(odd.End, 1),
          c: write(odd.cpu, 1),
        })),
      }),
      [],
    );
    const text = write_(m);
    for (const name of ['rule', 'End', 'cpu']) expect(text).toContain(`  ${name}_2: 0..1;`);
  });
});
