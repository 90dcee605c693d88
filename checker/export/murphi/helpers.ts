import type { MurphiModel } from './model.js';
import type { FrameRecord } from './vocabulary.js';

/** The functions that expressions call for what Murphi has no operator for. A set of CPUs is a number. */
export function helpers(model: MurphiModel): string[] {
  const called = model.expressions.helpers;
  const all: Record<string, string[]> = {
    bit_of: [
      'function bit_of(cpu: CPU): CPU_MASK;',
      'begin',
      '  switch cpu',
      ...Array.from({ length: model.m.cpus }, (_, cpu) => `  case ${cpu}: return ${2 ** cpu};`),
      '  end;',
      'end;',
    ],
    cpumask_test_cpu: [
      'function cpumask_test_cpu(cpu: CPU_OR_NONE; mask: CPU_MASK): boolean;',
      'begin',
      '  if cpu = NO_CPU then return false; end;',
      '  return (mask / bit_of(cpu)) % 2 = 1;',
      'end;',
    ],
    cpumask_with: [
      'function cpumask_with(mask: CPU_MASK; cpu: CPU_OR_NONE): CPU_MASK;',
      'begin',
      '  if cpu = NO_CPU | cpumask_test_cpu(cpu, mask) then return mask; end;',
      '  return mask + bit_of(cpu);',
      'end;',
    ],
    cpumask_without: [
      'function cpumask_without(mask: CPU_MASK; cpu: CPU_OR_NONE): CPU_MASK;',
      'begin',
      '  if !cpumask_test_cpu(cpu, mask) then return mask; end;',
      '  return mask - bit_of(cpu);',
      'end;',
    ],
    cpumask_first: [
      'function cpumask_first(mask: CPU_MASK): CPU_OR_NONE;',
      'begin',
      '  for c: CPU do',
      '    if cpumask_test_cpu(c, mask) then return c; end;',
      '  end;',
      '  return NO_CPU;',
      'end;',
    ],
    cpumask_weight: [
      `function cpumask_weight(mask: CPU_MASK): 0 .. ${model.m.cpus};`,
      `var count: 0 .. ${model.m.cpus};`,
      'begin',
      '  count := 0;',
      '  for c: CPU do',
      '    if cpumask_test_cpu(c, mask) then count := count + 1; end;',
      '  end;',
      '  return count;',
      'end;',
    ],
  };
  if (called.size === 0) return [];
  const needed = new Set(['bit_of', 'cpumask_test_cpu', ...called]);
  return Object.entries(all).flatMap(([name, lines]) => (needed.has(name) ? [...lines, ''] : []));
}

/** Whether a place is in a part of the program that a property or a note speaks about. */
export function predicates(model: MurphiModel): string[] {
  return [...model.expressions.predicates].flatMap(([name, { context, locations }]) => {
    const { places } = model.words.frames[context] as FrameRecord;
    return [
      `function ${name}(place: ${places.name}): boolean;`,
      'begin',
      '  switch place',
      `  case ${locations.map((id) => places.members[id]).join(', ')}: return true;`,
      '  else return false;',
      '  end;',
      'end;',
      '',
    ];
  });
}
