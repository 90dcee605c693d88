/** The forms in which a run can be given to others. Apart from how they are made, because the help names them. */
export const FORMATS = ['text', 'mermaid', 'svg', 'html', 'itf', 'json'] as const;
export type Format = (typeof FORMATS)[number];
