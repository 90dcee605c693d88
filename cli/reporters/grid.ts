import Table from 'cli-table3';

const NO_LINES = Object.fromEntries(
  [
    'top',
    'top-mid',
    'top-left',
    'top-right',
    'bottom',
    'bottom-mid',
    'bottom-left',
    'bottom-right',
    'left',
    'left-mid',
    'mid',
    'mid-mid',
    'right',
    'right-mid',
    'middle',
  ].map((n) => [n, '']),
);

/**
 * Rows of cells set in columns, without lines, `gap` characters apart. `numbers` says which columns are set to the right:
 * by default the last two.
 */
export function grid(
  gap: number,
  rows: readonly (readonly string[])[],
  numbers: (column: number) => boolean = (i) => i >= rows[0].length - 2,
): string {
  const table = new Table({
    chars: NO_LINES,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': gap },
    colAligns: rows[0].map((_, i) => (numbers(i) ? 'right' : 'left')),
  });
  table.push(...rows.map((r) => [...r]));
  return table
    .toString()
    .split('\n')
    .map((l) => l.trimEnd())
    .join('\n');
}
