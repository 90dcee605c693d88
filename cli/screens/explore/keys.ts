export type ExploreAction =
  | 'next'
  | 'last'
  | 'first'
  | 'end'
  | 'open'
  | 'help'
  | 'redraw'
  | 'suspend'
  | 'quit';

/** Keys of an exploration, as `?` shows them. */
export interface ExploreKey {
  readonly keys: readonly string[];
  readonly shown: string;
  readonly does: string;
  readonly action: ExploreAction;
}

const key = (keys: string, shown: string, does: string, action: ExploreAction): ExploreKey => ({
  keys: keys.split(' '),
  shown,
  does,
  action,
});

export const EXPLORE_KEYS: readonly ExploreKey[] = [
  key('j down', 'j Down', 'next violation', 'next'),
  key('k up', 'k Up', 'violation before', 'last'),
  key('g home', 'g Home', 'first violation', 'first'),
  key('G end', 'G End', 'last violation', 'end'),
  key('enter l right', 'Enter l Right', 'open its run; the search goes on meanwhile, q comes back', 'open'),
  key('?', '?', 'these keys', 'help'),
  key('ctrl-l', '^L', 'draw the screen again', 'redraw'),
  key('ctrl-z', '^Z', 'suspend; fg comes back', 'suspend'),
  key('q', 'q', 'leave; a search that goes on is stopped', 'quit'),
  key('ctrl-c', '^C', 'the same, at once and for everything', 'quit'),
];

export const exploreAction = (name: string): ExploreAction | undefined =>
  EXPLORE_KEYS.find((k) => k.keys.includes(name))?.action;
