import { type DomainIR, NO_CPU } from '../../../model/language/domain.js';
import type { Machine } from '../../../model/language/machine.js';
import { type Names, namesFor } from '../names.js';
import { ExportRefusal } from '../target.js';
import { HELPER_NAMES } from './helpers.js';

/** What everything is called in Promela: variables, locals, labels, macros, and the values of domains. */
export class Words {
  readonly names: Names;
  /** Definitions of the values of numeric domains. */
  readonly defines: string[] = [];
  /** The names of the values of all other domains. A name that occurs in several domains is one. */
  readonly mtype: string[] = [];
  /** What a value of a domain is called: by name alone, or by domain and name for numeric domains. */
  private readonly values = new Map<string, string>();
  private readonly locals = new Map<string, string>();
  private readonly labels = new Map<string, string>();
  private readonly macros = new Map<string, string>();

  /** The values of `numeric` domains are needed as numbers; they cannot be mtypes. */
  constructor(
    m: Machine,
    private readonly numeric: ReadonlySet<string>,
  ) {
    this.names = namesFor(m, RESERVED);
  }

  /** Values come last: what else is called `old` in the kernel keeps its name. */
  nameValues(m: Machine): void {
    for (const { domain } of [...m.variables, ...m.fields]) if (domain.kind === 'oneOf') this.declare(domain);
    if (this.mtype.length > 255)
      throw new ExportRefusal(
        `Promela has room for 255 names of values, and this model has ${this.mtype.length}`,
      );
  }

  private declare(domain: Extract<DomainIR, { kind: 'oneOf' }>): void {
    if (domain.values.length < 2) return;
    domain.values.forEach((value, i) => {
      const key = this.valueKey(domain, value);
      if (this.values.has(key)) return;
      const name = this.valueName(value);
      this.values.set(key, name);
      if (this.isMtype(domain)) this.mtype.push(name);
      else this.defines.push(`#define ${name} ${i}`);
    });
  }

  private valueKey(domain: Extract<DomainIR, { kind: 'oneOf' }>, value: string): string {
    return this.isMtype(domain) ? value : `${domainKey(domain)}:${value}`;
  }

  private valueName(value: string): string {
    if (!/[A-Za-z0-9]/.test(value)) return this.names.fresh('none');
    const wanted = /^[A-Za-z]/.test(value) ? value : `is_${value}`;
    const name = this.names.fresh(wanted);
    // What else has this name is better known by it than a value.
    const other = wanted.toUpperCase();
    return /_\d+$/.test(name) && !/_\d+$/.test(wanted) && other !== wanted ? this.names.fresh(other) : name;
  }

  isMtype(domain: DomainIR | null): boolean {
    return domain?.kind === 'oneOf' && domain.values.length > 1 && !this.numeric.has(domainKey(domain));
  }

  /** The type that a variable is declared with. */
  type(domain: DomainIR, { min, max }: { readonly min: number; readonly max: number }): string {
    if (domain.kind === 'flag') return 'bool';
    if (this.isMtype(domain)) return 'mtype';
    if (min >= 0 && max <= 255) return 'byte';
    return min >= -(2 ** 15) && max < 2 ** 15 ? 'short' : 'int';
  }

  /**
   * A local by its name in the model. Processes may use the same name, those of the same `kind` the same variable. `nth`
   * tells those of one process apart.
   */
  local(wanted: string, nth: number, kind: string): string {
    const key = `${wanted}#${nth}#${kind}`;
    const known = this.locals.get(key) ?? this.names.fresh(nth === 0 ? wanted : `${wanted}_${nth + 1}`);
    this.locals.set(key, known);
    return known;
  }

  /** Labels that begin with these words mean something to SPIN. */
  label(context: Parameters<Names['location']>[0], id: number): string {
    const name = this.names.location(context, id);
    if (!/^(end|accept|progress)/.test(name)) return name;
    const known = this.labels.get(name) ?? this.names.fresh(`at_${name}`);
    this.labels.set(name, known);
    return known;
  }

  /** A macro by what it is for, however often it is named. */
  macro(wanted: string): string {
    const known = this.macros.get(wanted) ?? this.names.fresh(wanted);
    this.macros.set(wanted, known);
    return known;
  }

  value(domain: DomainIR | null, value: number): string {
    switch (domain?.kind) {
      case 'flag':
        return value === 0 ? 'false' : value === 1 ? 'true' : String(value);
      case 'cpuOrNone':
        return value === NO_CPU ? 'NO_CPU' : String(value);
      case 'oneOf': {
        // A domain of a single value needs no names.
        const name = domain.values[value];
        return (
          (name === undefined ? undefined : this.values.get(this.valueKey(domain, name))) ?? String(value)
        );
      }
      default:
        return String(value);
    }
  }
}

/** The values of domains with the same key have the same numbers. */
export const domainKey = (domain: DomainIR | null): string =>
  domain?.kind === 'oneOf' ? domain.values.join('\n') : '';

/** Words that mean something to Promela, to the C compiler behind it, or to the text itself. */
const RESERVED: readonly string[] = `
  active assert atomic bit bool break byte c_code c_decl c_expr c_state c_track chan D_proctype do d_step
  else empty enabled eval false fi for full get_priority goto hidden if in init inline int len local ltl
  mtype nempty never nfull notrace np_ od of pc_value pid printf printm priority proctype provided return
  run select set_priority short show skip STDIN timeout trace true typedef unless unsigned xr xs _ _pid
  _last _nr_pr always eventually until weakuntil stronguntil implies equivalent release next U V W X

  auto case char const continue default double enum extern float long main register restrict signed sizeof
  static struct switch this trpt union void volatile while linux unix i386 stdin stdout stderr errno

  CPUS NO_CPU PROPERTIES LIVENESS self cpu set pending
`
  .trim()
  .split(/\s+/)
  .concat(HELPER_NAMES);
