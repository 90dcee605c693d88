import type { DomainIR } from '../../model/language/domain.js';
import type { Block, Fn, Node } from '../../model/language/ir.js';

/** How a function is rewritten: a copy of it in which one step, or the order of two, is another. */

/** One change to a block. The labels of the block stay what they are, as properties and jumps name them. */
export interface Edit {
  /** Dotted path of the step that is changed. */
  readonly path: string;
  readonly block: Block;
  /** Further locals that the changed step needs. */
  readonly locals?: Readonly<Record<string, DomainIR>>;
}

/** Where a block stands. */
export interface Place {
  readonly prefix: string;
  /** Inside an atomic block, where nothing waits. */
  readonly inAtomic: boolean;
}

/** The blocks inside a node, each with what its labels are prefixed with, and the node with another block in its place. */
function insides(node: Node): { prefix: string; block: Block; put: (block: Block) => Node }[] {
  switch (node.kind) {
    case 'when':
      return [
        { prefix: '', block: node.then, put: (then) => ({ ...node, then }) },
        { prefix: '', block: node.otherwise, put: (otherwise) => ({ ...node, otherwise }) },
      ];
    case 'either':
      return Object.entries(node.arms).map(([name, arm]) => ({
        prefix: `${name}.`,
        block: arm.body,
        put: (body) => ({ ...node, arms: { ...node.arms, [name]: { ...arm, body } } }),
      }));
    case 'loop':
    case 'retry':
    case 'forEachCpu':
    case 'atomic':
      return [{ prefix: '', block: node.body, put: (body) => ({ ...node, body }) }];
    default:
      return [];
  }
}

/** Applies `editsOf` to a block and to every block in it, and carries each edit outwards. */
export function* editsEverywhere<E extends Edit>(
  block: Block,
  editsOf: (block: Block, place: Place) => Iterable<E>,
  place: Place = { prefix: '', inAtomic: false },
): Generator<E> {
  yield* editsOf(block, place);
  for (const [label, node] of Object.entries(block))
    for (const inside of insides(node)) {
      const inner: Place = {
        prefix: `${place.prefix}${label}.${inside.prefix}`,
        inAtomic: place.inAtomic || node.kind === 'atomic',
      };
      for (const edit of editsEverywhere(inside.block, editsOf, inner))
        yield { ...edit, block: { ...block, [label]: inside.put(edit.block) } };
    }
}

export const edited = (f: Fn, { block, locals }: Edit): Fn => ({
  ...f,
  locals: { ...f.locals, ...locals },
  body: block,
});

/** The same block, with what each call calls replaced; the very same object if nothing changes. */
export function withCalls(block: Block, replace: (callee: Fn) => Fn): Block {
  let changed = false;
  const nodes = Object.entries(block).map(([label, node]) => {
    let now = node;
    if (node.kind === 'call') {
      const fn = replace(node.fn);
      if (fn !== node.fn) now = { ...node, fn };
    }
    for (const [i, { block: before }] of insides(node).entries()) {
      const after = withCalls(before, replace);
      if (after !== before) now = insides(now)[i].put(after);
    }
    if (now !== node) changed = true;
    return [label, now] as const;
  });
  return changed ? Object.fromEntries(nodes) : block;
}
