import { describe, expect, it } from 'vitest';
import { promela } from '../../../checker/export/promela.js';
import {
  type AnyFn,
  always,
  array,
  cmpxchg,
  cond,
  cpuNumber,
  cpuOrNone,
  cpuSet,
  eq,
  eventually,
  type FairnessSpec,
  firstOf,
  flag,
  fn,
  has,
  int,
  lower,
  lt,
  mod,
  NONE,
  ne,
  noDeadlock,
  not,
  on,
  oneOf,
  type Property,
  read,
  set,
  shared,
  stopCpu,
  stopped,
  sub,
  system,
  vector,
  wait,
  when,
  write,
} from '../../../model/language/index.js';
import { scenarios, variantOf } from '../../../scenarios/index.js';

const source = { file: 'kernel/panic.c', versions: 'none' };
const g = shared({ panic_cpu: cpuOrNone, image: oneOf('none', 'old') });

function text(
  tasks: Parameters<typeof system>[0]['tasks'],
  properties: readonly Property[] = [],
  vectors: Parameters<typeof system>[0]['vectors'] = [],
): string {
  const made = system({ name: 'made', cpus: 2, tasks, vectors });
  return promela.write(lower(made, properties), { title: 'made', settings: ['cpus=2'] }).text;
}

/** The process of this name, up to its closing brace. */
const processOf = (whole: string, name: string): string =>
  new RegExp(`^active.*proctype ${name}\\(\\)\\n\\{\\n([\\s\\S]*?)^\\}`, 'm').exec(whole)?.[0] ??
  'no such process';

const claim: AnyFn = fn('vpanic', { source, locals: { old: cpuOrNone } }, ({ self, old }) => ({
  claim: cmpxchg(g.panic_cpu, NONE, self, old),
  lost: when(eq(old, NONE), { image: write(g.image, 'old') }),
}));

describe('a process', () => {
  it('is a text of labelled atomic sequences that go from rest to rest', () => {
    expect(processOf(text(claim), 'vpanic_task')).toMatchInlineSnapshot(`
      "active [CPUS] proctype vpanic_task()
      {
      vpanic_claim:	/* old = cmpxchg(&panic_cpu, -1, this_cpu); */
      	atomic {
      		task_runs(self) ->
      		tmp_old = panic_cpu;
      		panic_cpu = (panic_cpu == NO_CPU -> self : panic_cpu);
      		/* lost: if (old == -1) */
      		if
      		:: tmp_old == NO_CPU ->
      			tmp_old = NO_CPU;
      			goto vpanic_lost_image
      		:: else ->
      			tmp_old = NO_CPU;
      			goto task_idle
      		fi
      	};
      vpanic_lost_image:	/* image = old; */
      	atomic {
      		task_runs(self) ->
      		image = old
      	};
      task_idle:	/* nothing to do */
      	false
      }"
    `);
  });

  it('waits for its interrupt, and lets what is below it go on when it is done', () => {
    const nmi = vector('nmi', 'nmi');
    const whole = text(claim, [], [on(nmi, claim, { times: 1 })]);
    expect(whole).toContain('#define task_runs(cpu) (goes_on && !in_nmi[cpu])');
    expect(whole).toContain('#define self (_pid - 2)');
    expect(processOf(whole, 'nmi_handler')).toMatchInlineSnapshot(`
      "active [CPUS] proctype nmi_handler()
      {
      nmi_idle:	/* nothing to do */
      	atomic {
      		nmi_can_enter(self) && left_nmi > 0 ->
      		left_nmi--;
      		in_nmi[self] = true;
      		goto vpanic_claim_2
      	};
      vpanic_claim_2:	/* old = cmpxchg(&panic_cpu, -1, this_cpu); */
      	atomic {
      		nmi_runs(self) ->
      		tmp_old = panic_cpu;
      		panic_cpu = (panic_cpu == NO_CPU -> self : panic_cpu);
      		/* lost: if (old == -1) */
      		if
      		:: tmp_old == NO_CPU ->
      			tmp_old = NO_CPU;
      			goto vpanic_lost_image_2
      		:: else ->
      			tmp_old = NO_CPU;
      			in_nmi[self] = false;
      			goto nmi_idle
      		fi
      	};
      vpanic_lost_image_2:	/* image = old; */
      	atomic {
      		nmi_runs(self) ->
      		image = old;
      		in_nmi[self] = false;
      		goto nmi_idle
      	}
      }"
    `);
  });

  it('is one for each program, and counts its CPUs from where it starts', () => {
    const other = fn('other', { source }, () => ({ one: write(g.image, 'old') }));
    const whole = text([other, claim]);
    expect(whole.match(/^#define self .*$/gm)).toEqual(['#define self _pid', '#define self _pid']);
    expect(processOf(whole, 'other_task')).toContain('active proctype');
    expect(processOf(whole, 'vpanic_task')).toContain('panic_cpu == NO_CPU -> self : panic_cpu');
  });
});

describe('names', () => {
  it('are none that mean something to SPIN', () => {
    const x = shared({ timeout: flag, register: flag, LIVENESS: flag });
    const f = fn('end_report', { source }, () => ({
      accept: write(x.timeout, true),
      skip: write(x.register, true),
      macro: write(x.LIVENESS, true),
    }));
    const whole = text(f);
    expect(whole).toContain('bool timeout_2;');
    expect(whole).toContain('bool register_2;');
    expect(whole).toContain('bool LIVENESS_2;');
    expect(whole).toMatch(/^at_end_report_accept:/m);
    expect(whole).not.toMatch(/^(end|accept|progress)\w*:/m);
  });

  it('are numbers where values are computed with', () => {
    const node = oneOf('nil', 'first', 'second');
    const list = shared({ head: node, next: array(node, 3), other: oneOf('nil', 'lost') });
    const f = fn('walk', { source, locals: { at: node } }, ({ at }) => ({
      head: set(at, read(list.head)),
      next: set(at, read(list.next.at(at as never))),
      lost: write(list.other, 'lost'),
    }));
    const whole = text(f);
    expect(whole).toContain('#define first 1\n#define second 2');
    expect(whole).toContain('byte next_2[3] = NIL;');
    expect(whole).toContain('at = next_2[at]');
    expect(whole).toMatch(/mtype = \{.*lost \};/);
  });
});

describe('expressions', () => {
  it('have the remainders of mathematics', () => {
    const f = fn('f', { source, locals: { n: int(-2, 3), m: int(0, 3) } }, ({ n, m }) => ({
      below: set(n, mod(sub(n, 1), 3)),
      above: set(m, mod(m, 3)),
      look: wait(eq(n, m)),
    }));
    const whole = text(f);
    expect(whole).toContain('n = mod(n - 1, 3)');
    expect(whole).toContain('m = m % 3');
    expect(whole).toContain('#define mod(a, b) ((((a) % (b)) + (b)) % (b))');
  });

  it('are never negated twice without parentheses, which would send something', () => {
    const halts = fn('halts', { source, locals: { n: int(0, 3) } }, ({ n }) => ({
      count: set(n, 1),
      wait: wait(not(not(n as never))),
      stop: stopCpu,
    }));
    const whole = text(halts, [
      always('runs', not(stopped(cpuNumber(0))), { says: 'it runs', because: 'it must' }),
    ]);
    expect(whole).toContain(':: !(!stopped[0]) -> break');
    expect(whole).toContain('!(!n)');
    expect(whole).not.toContain('!!');
  });
});

it('breaks no line inside the call of a macro, which would end the statement behind it', () => {
  const seen = shared({ mask: cpuSet, by: array(cpuOrNone, 2) });
  const f = fn('f', { source, locals: { mine: cpuOrNone, theirs: cpuOrNone } }, ({ mine, theirs }) => ({
    set: set(mine, read(g.panic_cpu)),
    look: set(theirs, read(g.panic_cpu)),
    wait: wait(
      has(
        read(seen.mask),
        cond(
          eq(theirs, NONE),
          cond(eq(mine, NONE), cpuNumber(0), mine),
          cond(eq(mine, NONE), cpuNumber(1), theirs),
        ),
      ),
    ),
  }));
  expect(text(f)).toMatch(/^.*has_cpu\(mask, \(.*\)\).*$/m);
});

describe('properties', () => {
  const waits = fn('waits', { source, locals: { mine: cpuOrNone } }, ({ mine, self }) => ({
    mine: set(mine, self),
    wait: wait(eq(read(g.panic_cpu), mine)),
  }));

  it('look at the locals of those who wait', () => {
    const whole = text(waits, [noDeadlock]);
    expect(whole).toContain(
      'waits_task_waits(cpu) ((waits_task[cpu]@waits_wait && panic_cpu != waits_task[cpu]:mine))',
    );
    expect(whole).toMatch(/^never no_deadlock \{\n\tdo\n\t:: deadlock -> break\n\t:: else\n\tod\n\}$/m);
  });

  it('are left out unless they are asked for', () => {
    const [plain, claims] = text(waits, [noDeadlock]).split('#ifdef PROPERTIES');
    expect(plain).not.toMatch(/@|\bnever\b.*\{/);
    expect(claims.trim().endsWith('#endif')).toBe(true);
  });
});

describe('formulas', () => {
  const spec = { says: 'it does', because: 'it must' };
  const nmi = vector('nmi', 'nmi');
  const formulaOf = (...of: Parameters<typeof text>) => text(...of).split('#ifdef LIVENESS')[1];

  it('come with a process that stays where nothing else moves, which nothing else sees', () => {
    const [before, after] = text(claim, [eventually('panics', ne(read(g.panic_cpu), NONE), spec)]).split(
      '#ifdef LIVENESS',
    );
    expect(after).toContain('active proctype stays()\n{\n\tdo\n\t:: timeout\n\tod\n}');
    expect(after).toContain('ltl panics { <> (panics_looks) }');
    expect(before).toContain('./pan -m1000000 -a -f -N panics');
    expect(before).not.toMatch(/proctype stays|^ltl/m);
  });

  it('say choices without the arrow, which is an implication there, and look nowhere that a choice forbids', () => {
    const seen = shared({ by: array(cpuOrNone, 2), mask: cpuSet, depth: int(-3, 3) });
    const who = cond(eq(read(g.panic_cpu), NONE), cpuNumber(0), read(g.panic_cpu));
    const said = formulaOf(claim, [
      eventually('seen', eq(read(seen.by.at(who as never)), cpuNumber(1)), spec),
      eventually('lowest', eq(firstOf(read(seen.mask)), cpuNumber(1)), spec),
      eventually('below', lt(read(seen.depth), -1), spec),
    ]);
    expect(said).toContain(
      '#define seen_looks ((panic_cpu == NO_CPU && by[0] == 1) || (panic_cpu != NO_CPU && by[panic_cpu] == 1))',
    );
    expect(said).toContain('#define below_looks (depth <= -2)');
    expect(said).not.toMatch(/->|<-/);
  });

  it('are asked with fairness where it is to all processes, and say to whom SPIN is not fair', () => {
    const asked = (fairness: FairnessSpec) => {
      const property = eventually('panics', ne(read(g.panic_cpu), NONE), { ...spec, fairness });
      const whole = text(claim, [property], [on(nmi, claim, { times: 1 })]);
      const flags = /pan -m1000000 (.*) -N panics/.exec(whole)?.[1];
      return [flags, /not fair to: (.*)\. \*\//.exec(whole.replace(/\n \* /g, ' '))?.[1]];
    };
    expect(asked({ contexts: 'weak' })).toEqual(['-a -f', undefined]);
    expect(asked({ contexts: { task: 'strong' } })).toEqual(['-a -f', 'CPU 0 task, CPU 1 task']);
    expect(asked({ contexts: 'none' })).toEqual(['-a', undefined]);
    expect(asked({ contexts: { task: 'none' } })).toEqual(['-a', 'CPU 0, CPU 1']);
  });
});

it('writes every scenario in lines that fit, with a command for each claim', { timeout: 120_000 }, () => {
  for (const scenario of scenarios) {
    const { system: made, properties } = scenario.build(variantOf(scenario, {}));
    const { text: whole, commands } = promela.write(lower(made, properties), {
      title: scenario.name,
      settings: [],
    });
    const wide = whole.split('\n').filter((l) => l.replaceAll('\t', '        ').length > 160);
    expect(wide, scenario.name).toEqual([]);
    const claims = [...whole.matchAll(/^(?:never|ltl) (\w+) \{/gm)].map((m) => m[1]);
    const asked = commands('m.pml').flatMap((c) => / -N (\w+)$/.exec(c)?.[1] ?? []);
    expect(asked, scenario.name).toEqual(claims);
    expect(claims.length).toBeGreaterThanOrEqual(properties.length);
  }
});
